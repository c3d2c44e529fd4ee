import type { TokenGrant } from '@lzstock/kit/redis/ports';
import type { Allowance } from './allowance.ts';

/** What an operation is told that asks for its cost. */
export type Verdict =
  | 'granted'
  /** Milliseconds until it would be granted. */
  | { readonly retryAfterMs: number }
  /** Nobody knows: the shared bucket is away. */
  | 'away';

/** Takes from the shared bucket; rejects where it is away. A negative cost is given back. */
export type TakeShared = (cost: number) => Promise<TokenGrant>;

interface Waiting {
  readonly cost: number;
  readonly settle: (verdict: Verdict) => void;
}

const busyMs = 100;

/**
 * The part of a payer's bucket that this process has in hand. Nothing is spent here that was not taken from the shared bucket before. Who asks rarely takes
 * exactly the cost; who asks again within a tenth of a second gets more in hand, twice as much each time, an eighth of what remains at most. Costs that wait for
 * an answer are taken together.
 */
export class Account {
  readonly #take: TakeShared;
  readonly #allowance: Allowance;
  readonly #now: () => number;
  readonly #waiting: Waiting[] = [];
  #inHand = 0;
  #remaining: number;
  #ahead = 0;
  #asking = false;
  #askedAt = Number.NEGATIVE_INFINITY;
  #usedAt = Number.NEGATIVE_INFINITY;

  constructor(allowance: Allowance, take: TakeShared, now: () => number) {
    this.#allowance = allowance;
    this.#remaining = allowance.capacity;
    this.#take = take;
    this.#now = now;
  }

  /** Since when nothing was asked for. */
  get usedAt(): number {
    return this.#usedAt;
  }

  /** Grants at once where enough is in hand and nobody waits; else tells later. */
  spend(cost: number): 'granted' | Promise<Verdict> {
    this.#usedAt = this.#now();
    if (this.#waiting.length === 0 && this.#inHand >= cost) {
      this.#inHand -= cost;
      return 'granted';
    }
    return new Promise((settle) => {
      this.#waiting.push({ cost, settle });
      if (!this.#asking) void this.#ask();
    });
  }

  /** Gives back what is in hand. */
  giveBack(): void {
    if (this.#asking || this.#inHand <= 0) return;
    const cost = -this.#inHand;
    this.#inHand = 0;
    this.#take(cost).catch(() => {});
  }

  async #ask(): Promise<void> {
    this.#asking = true;
    while (this.#waiting.length > 0) {
      const asked = [...this.#waiting];
      const sum = asked.reduce((total, { cost }) => total + cost, 0);
      const missing = Math.max(0, sum - this.#inHand);
      const verdict = await this.#takeOne(missing, this.#lease(sum));
      if (verdict === 'granted') this.#serve(asked.length);
      else if (verdict === 'away') this.#settle(asked.length, 'away');
      else await this.#serveSome(asked, verdict.retryAfterMs);
    }
    this.#asking = false;
  }

  /** How much to take beyond what is missing. */
  #lease(sum: number): number {
    const now = this.#now();
    const busy = now - this.#askedAt < busyMs;
    this.#askedAt = now;
    this.#ahead = busy ? Math.max(sum, this.#ahead * 2) : 0;
    this.#ahead = Math.min(this.#ahead, Math.floor(this.#remaining / 8));
    return this.#ahead;
  }

  async #takeOne(missing: number, ahead: number): Promise<Verdict> {
    try {
      const whole = await this.#take(missing + ahead);
      const grant = whole.granted || ahead === 0 ? whole : await this.#take(missing);
      this.#remaining = grant.remaining;
      if (!grant.granted) return { retryAfterMs: grant.retryAfterMs };
      this.#inHand += grant === whole ? missing + ahead : missing;
      return 'granted';
    } catch {
      return 'away';
    }
  }

  /** Serves those, in order, for whom there is enough, and tells the others to come again. */
  async #serveSome(asked: readonly Waiting[], retryAfterMs: number): Promise<void> {
    const there = this.#inHand + this.#remaining;
    let count = 0;
    let sum = 0;
    while (count < asked.length && sum + asked[count]!.cost <= there) sum += asked[count++]!.cost;
    const verdict = count > 0 ? await this.#takeOne(Math.max(0, sum - this.#inHand), 0) : 'granted';
    if (verdict === 'granted') this.#serve(count);
    const left = asked.length - (verdict === 'granted' ? count : 0);
    const first = asked[asked.length - left]?.cost ?? 0;
    const wait = ((first - this.#remaining) * 1_000) / this.#allowance.perSecond;
    this.#settle(left, verdict === 'away' ? 'away' : { retryAfterMs: Math.max(1, Math.min(wait, retryAfterMs)) });
  }

  #serve(count: number): void {
    for (const { cost, settle } of this.#waiting.splice(0, count)) {
      this.#inHand -= cost;
      settle('granted');
    }
  }

  #settle(count: number, verdict: Verdict): void {
    for (const { settle } of this.#waiting.splice(0, count)) settle(verdict);
  }
}
