import { type GiveUp, GiveUpSignal } from './give-up.ts';
import { Unanswered } from './transport.ts';

/** How long one request is waited for. */
export interface Patience extends Disposable {
  /** On the clock of `performance.now()`. */
  readonly dueAt: number;
  /** Aborts with an `Unanswered`: `late` where the subgraph had all of its own deadline, so that it is to blame, else `left`. */
  readonly signal: GiveUp;
  /** Does not wait any longer. */
  giveUp(reason: Unanswered): void;
}

export interface PatienceOptions {
  /** How long the subgraph may take. */
  readonly deadlineMs: number;
  /** When the whole answer is due; the deadline alone holds where left out. */
  readonly dueAt?: number | undefined;
  /** Aborts when nobody waits any more. */
  readonly signal?: GiveUp | undefined;
}

export const startPatience = (options: PatienceOptions): Patience => new Waiting(options);

/** The subgraph had all of its own deadline since `startedAt`, on the clock of `performance.now()`. */
export const late = (startedAt: number): Unanswered =>
  new Unanswered('late', `it did not answer within ${waited(startedAt)}`);

const waited = (since: number): string => `${Math.round(performance.now() - since)} ms`;

class Waiting extends GiveUpSignal<Unanswered> implements Patience {
  readonly dueAt: number;
  readonly #startedAt: number;
  readonly #outer: GiveUp | undefined;
  readonly #timer: NodeJS.Timeout;

  constructor({ deadlineMs, dueAt, signal }: PatienceOptions) {
    super();
    this.#startedAt = performance.now();
    const own = this.#startedAt + deadlineMs;
    this.dueAt = dueAt === undefined ? own : Math.min(own, dueAt);
    const overdue = this.dueAt === own ? this.#late : this.#left;
    this.#timer = setTimeout(overdue, Math.max(0, Math.ceil(this.dueAt - this.#startedAt))).unref();
    this.#outer = signal;
    signal?.addEventListener('abort', this.#left, { once: true });
    if (signal?.aborted || this.dueAt <= this.#startedAt) this.#left();
  }

  readonly #late = () => this.giveUp(late(this.#startedAt));
  readonly #left = () => this.giveUp(new Unanswered('left', `nobody waited longer than ${waited(this.#startedAt)}`));

  get signal(): GiveUp {
    return this;
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#outer?.removeEventListener('abort', this.#left);
  }
}
