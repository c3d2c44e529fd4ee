import { backoff } from './comeback.ts';

/** What tells the server who is there. */
export interface Ticket {
  readonly token: string;
  /** Milliseconds since 1970 by this machine's clock. The ticket is renewed on the open connection before then; never where left out. */
  readonly expiresAt?: number | undefined;
}

/**
 * Where tickets come from. Asked before every connection, and with `fresh` where the last ticket was refused or is about to expire: then a cached one must
 * not be the answer. Null is a visitor. A throw, or no answer within 10 s, counts as a failed attempt and is asked again.
 */
export type TokenPort = (ask: { readonly fresh: boolean }) => Promise<Ticket | string | null>;

const answerMs = 10_000;
const soonestMs = 1_000;
const leadMs = 120_000;
const longestTimerMs = 2 ** 31 - 1;

/** Milliseconds from `now` to the renewal: two minutes before the end, or after two thirds of a life shorter than six; a second at least. */
export function renewIn(expiresAt: number, now: number): number {
  const life = expiresAt - now;
  return Math.min(Math.max(soonestMs, life - Math.min(leadMs, life / 3)), longestTimerMs);
}

/** Asks `port` with a deadline. Rejects with what it threw, or with `TimeoutError`. */
export async function askTicket(port: TokenPort | undefined, fresh: boolean): Promise<Ticket | null> {
  if (!port) return null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    const error = new DOMException(`expected a ticket within ${answerMs / 1_000} s, none came`, 'TimeoutError');
    timer = setTimeout(() => reject(error), answerMs);
  });
  try {
    const answer = await Promise.race([port({ fresh }), late]);
    return typeof answer === 'string' ? { token: answer } : answer;
  } finally {
    clearTimeout(timer);
  }
}

interface RenewalSettings {
  readonly ask: () => Promise<Ticket | null>;
  readonly now: () => number;
  readonly random: () => number;
  /** A newer ticket, or null: nobody is signed in any more. */
  readonly renewed: (ticket: Ticket | null) => void;
}

/** Renews the ticket of one connection, again and again, until stopped. A failed try is repeated; the server ends a connection whose ticket ran out. */
export function createRenewal({ ask, now, random, renewed }: RenewalSettings) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let turn = 0;

  async function renew(mine: number, failures: number): Promise<void> {
    try {
      const ticket = await ask();
      if (mine !== turn) return;
      renewed(ticket);
      if (mine === turn) follow(ticket);
    } catch {
      if (mine === turn) timer = setTimeout(renew, soonestMs + backoff(failures, random), mine, failures + 1);
    }
  }

  function follow(ticket: Ticket | null): void {
    stop();
    if (ticket?.expiresAt !== undefined) timer = setTimeout(renew, renewIn(ticket.expiresAt, now()), turn, 0);
  }

  function stop(): void {
    turn++;
    clearTimeout(timer);
  }

  return { follow, stop };
}
