import type { Visit } from './visit.ts';

/** MUST: a client may rely on it, and a breach fails the suite. SHOULD: good manners, told but not held against the server. */
export type Level = 'MUST' | 'SHOULD';

/** What a case cannot be tried without: an operation of the server's own schema, or patience for minutes. */
export type Need = 'subscription' | 'endingSubscription' | 'mutation' | 'slow';

export interface Case {
  /** Group and name, for example `init/twice`. */
  readonly id: string;
  readonly level: Level;
  /** The rule that is kept, as one sentence. */
  readonly rule: string;
  readonly needs?: Need;
  /** Resolves with what came where the rule is kept; rejects with a `Breach` where it is broken. */
  run(visit: Visit): Promise<string>;
}

/** The server broke the rule; the message says what was expected and what came. */
export class Breach extends Error {
  override readonly name = 'Breach';
}

/** The server is there and lets nobody in for now (429 or 503). */
export class TurnedAway extends Breach {
  /** When it says to come again. */
  readonly afterMs: number;

  constructor(status: number, retryAfter: string | undefined) {
    super(`expected to be let in, came ${status} for too long`);
    this.afterMs = Math.max(1, Number(retryAfter) || 1) * 1_000;
  }

  static readonly statuses: readonly (number | undefined)[] = [429, 503];
}

/** The case cannot be tried against this server; the message says why. */
export class Untried extends Error {
  override readonly name = 'Untried';
}

/** The same wait with an end: rejects with a `Breach` after `ms`. */
export async function within<T>(ms: number, expected: string, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Breach(`expected ${expected}, nothing came within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
