/** Every code that `extensions.code` of an error may carry; `schema/README.md` says what a client should do with each. */
export type RefusalCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'BAD_INPUT'
  | 'CONFLICT'
  | 'QUOTA_EXCEEDED'
  | 'RATE_LIMITED'
  | 'OPERATION_LIMIT'
  | 'COST_LIMIT'
  | 'PERSISTED_QUERY_NOT_FOUND'
  | 'SUBGRAPH_UNAVAILABLE'
  | 'OVERLOADED'
  | 'INTERNAL';

/** What a refused caller is told beside the message. */
export interface RefusalExtensions {
  readonly code: RefusalCode;
  /** Name of the argument that was wrong. */
  readonly argument?: string;
  /** Seconds after which to try again. */
  readonly retryAfter?: number;
}

/**
 * A request that cannot be answered for a reason the caller should know. Its message reaches the client as it is, so it names what was expected and
 * what came, and nothing of the inside. Any other error thrown by a resolver is a bug: it is logged under an id and masked.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: RefusalCode;
  readonly extensions: RefusalExtensions;

  constructor(code: RefusalCode, message: string, detail: Omit<RefusalExtensions, 'code'> = {}) {
    super(message);
    this.code = code;
    this.extensions = { code, ...detail };
  }
}

const shown = (value: unknown): string => {
  const text = typeof value === 'string' ? `"${value}"` : String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
};

/** Refusal of one argument: `` `symbols`: expected at most 200 symbols, came 201 ``. Long values are cut. */
export function badInput(argument: string, expected: string, came: unknown): Refusal {
  return new Refusal('BAD_INPUT', `\`${argument}\`: expected ${expected}, came ${shown(came)}`, { argument });
}
