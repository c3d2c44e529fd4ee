/** The server on trial and what may be asked of it. Null: nothing that would do is known. */
export interface Server {
  readonly url: string;
  /** Payload of every `connection_init` that is meant to succeed. */
  readonly initPayload: Readonly<Record<string, unknown>> | null;
  readonly query: string;
  /** Parses, and fails validation. */
  readonly invalid: string;
  readonly mutation: string | null;
  /** Sends a first value soon after it began, and does not end by itself. */
  readonly subscription: string | null;
  /** Sends at least one value and ends by itself. */
  readonly endingSubscription: string | null;
  /** Milliseconds that a single wait may take. */
  readonly patience: number;
  /** Milliseconds after which a socket that never initialises must be closed. */
  readonly initTimeout: number;
  /** Bytes that a message may have; a longer one should be refused with 1009. */
  readonly maxMessage: number;
  /** Milliseconds after which a peer that answers no ping should be cut. */
  readonly halfOpen: number;
  /** Whether cases that take minutes are tried. */
  readonly slow: boolean;
}

export const defaults: Omit<Server, 'url'> = {
  initPayload: null,
  query: '{ __typename }',
  invalid: '{ aFieldThatNoSchemaHas }',
  mutation: null,
  subscription: null,
  endingSubscription: null,
  patience: 5_000,
  initTimeout: 10_000,
  maxMessage: 64 * 1024,
  halfOpen: 90_000,
  slow: false,
};
