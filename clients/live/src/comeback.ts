const firstMs = 800;
const growth = 1.5;
const longestMs = 20_000;

/** Full jitter: anything up to 0.8 s · 1.5ⁿ, never above 20 s, so that many clients do not come back in one wave. `failures` counts from zero. */
export function backoff(failures: number, random: () => number): number {
  return random() * longestBackoff(failures);
}

const longestBackoff = (failures: number): number => Math.min(longestMs, firstMs * growth ** failures);

/** How to come back after a connection that ended. */
export interface Comeback {
  /** Milliseconds before which no attempt is made, whatever wakes the wait. */
  readonly leastMs: number;
  /** The wait is spread over at least so many milliseconds, also before the first attempt. */
  readonly spreadMs: number;
  /** The ticket that was shown is worth nothing any more: ask for another one. */
  readonly freshTicket: boolean;
}

const plain: Comeback = { leastMs: 0, spreadMs: 0, freshTicket: false };
/** Most likely the same breach again: not at once. */
const breach: Comeback = { ...plain, leastMs: 1_000 };
const signIn: Comeback = { ...plain, freshTicket: true };

const byCode: Readonly<Record<number, Comeback>> = {
  1002: breach,
  1007: breach,
  1009: breach,
  1012: { ...plain, spreadMs: 2_000 },
  1013: { ...plain, leastMs: 1_000, spreadMs: 5_000 },
  4004: breach,
  4400: breach,
  4401: breach,
  4403: signIn,
  4406: { ...plain, leastMs: 5_000, spreadMs: 5_000 },
  4409: breach,
  4429: breach,
  4500: breach,
  4801: signIn,
  4808: breach,
  4829: { ...plain, leastMs: 5_000, spreadMs: 5_000 },
};

/**
 * How to come back after close code `code`, null where there was none. There is no code after which nobody comes back: restart (1012) and overload (1013) are
 * spread, refused (4403) and expired (4801) ask for a fresh ticket, breaches of the protocol and floods wait a least time.
 */
export function comebackAfter(code: number | null): Comeback {
  return (code !== null && byCode[code]) || plain;
}

/** Milliseconds to wait before the next attempt: the least time, and full jitter over the greater of spread and backoff. */
export function waitBefore({ leastMs, spreadMs }: Comeback, failures: number, random: () => number): number {
  return leastMs + random() * Math.max(spreadMs, longestBackoff(failures));
}
