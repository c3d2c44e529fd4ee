/** A fact as a context tells it: past tense, versioned, plain data. */
export interface Fact {
  readonly type: string;
  readonly version: number;
}

/** An event as a consumer gets it. */
export interface Delivery<E> {
  /** Counts the producer's events from 1, in the order of their commits. */
  readonly position: number;
  /** What it is about; events of one key never overtake each other. */
  readonly key: string;
  /** When its transaction began, ISO 8601. */
  readonly recordedAt: string;
  readonly event: E;
}

/** An event as the stream carries it. */
export interface Letter<E> extends Delivery<E> {
  /** Incarnation of the producer's outbox; positions compare only within one. */
  readonly epoch: number;
  /** The producer keeps nothing older than this one. */
  readonly first?: true;
}

/** Up to where a consumer has applied a producer's events. */
export interface Mark {
  readonly epoch: number;
  readonly position: number;
}

/** Channel on which consumers tell the relay of `stream` the first position they lack. */
export const replayChannel = (stream: string): string => `${stream}:replay`;

/** The letter in a stream entry; null where it is none. */
export function parseLetter<E>(text: string): Letter<E> | null {
  try {
    const letter = JSON.parse(text);
    const placed = Number.isSafeInteger(letter.epoch) && Number.isSafeInteger(letter.position);
    return placed && typeof letter.key === 'string' ? letter : null;
  } catch {
    return null;
  }
}
