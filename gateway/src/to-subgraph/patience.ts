import { Unanswered } from './transport.ts';

/**
 * Tells that a request is given up: of an `AbortSignal` what a call needs, so that one of those will do too. Each call makes several and hardly ever tells
 * anything, and an `AbortController` costs ten times as much.
 */
export interface GiveUp {
  readonly aborted: boolean;
  /** An `Unanswered`, once it aborted. */
  readonly reason: unknown;
  addEventListener(type: 'abort', listener: () => void, options?: { readonly once: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** How long one request is waited for. */
export interface Patience extends Disposable {
  /** On the clock of `performance.now()`. */
  readonly dueAt: number;
  /** Aborts with an `Unanswered`: `late` where the subgraph had half of its own deadline at least, so that it is to blame, else `left`. */
  readonly signal: GiveUp;
  /** Does not wait any longer; `reason` where that is not the time that passed. */
  giveUp(reason?: Unanswered): void;
}

export interface PatienceOptions {
  /** How long the subgraph may take. */
  readonly deadlineMs: number;
  /** When the whole answer is due; the deadline alone holds where left out. */
  readonly dueAt?: number | undefined;
  /** Aborts when nobody waits any more. */
  readonly signal?: GiveUp | undefined;
}

/** Why a request begun at `startedAt` is given up now. */
export function givenUp(startedAt: number, deadlineMs: number): Unanswered {
  const waitedMs = performance.now() - startedAt;
  return waitedMs >= deadlineMs / 2
    ? new Unanswered('late', `it did not answer within ${Math.round(waitedMs)} ms`)
    : new Unanswered('left', `nobody waited longer than ${Math.round(waitedMs)} ms`);
}

export const startPatience = (options: PatienceOptions): Patience => new Waiting(options);

class Waiting implements Patience, GiveUp {
  readonly dueAt: number;
  readonly #startedAt: number;
  readonly #deadlineMs: number;
  readonly #outer: GiveUp | undefined;
  readonly #timer: NodeJS.Timeout;
  readonly #listeners: (() => void)[] = [];
  #reason: Unanswered | null = null;

  constructor({ deadlineMs, dueAt, signal }: PatienceOptions) {
    this.#startedAt = performance.now();
    this.#deadlineMs = deadlineMs;
    const own = this.#startedAt + deadlineMs;
    this.dueAt = dueAt === undefined ? own : Math.min(own, dueAt);
    this.#timer = setTimeout(this.#overdue, Math.max(0, Math.ceil(this.dueAt - this.#startedAt))).unref();
    this.#outer = signal;
    signal?.addEventListener('abort', this.#overdue, { once: true });
    if (signal?.aborted) this.giveUp();
  }

  readonly #overdue = () => this.giveUp();

  get signal(): GiveUp {
    return this;
  }

  get aborted(): boolean {
    return this.#reason !== null;
  }

  get reason(): Unanswered | null {
    return this.#reason;
  }

  addEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners.push(listener);
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    const at = this.#listeners.lastIndexOf(listener);
    if (at !== -1) this.#listeners.splice(at, 1);
  }

  giveUp(reason = givenUp(this.#startedAt, this.#deadlineMs)): void {
    if (this.#reason !== null) return;
    this.#reason = reason;
    for (const listener of this.#listeners.splice(0)) listener();
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#outer?.removeEventListener('abort', this.#overdue);
  }
}
