import { CircuitState, CountBreaker, circuitBreaker, handleWhen, type IBreaker } from 'cockatiel';
import { Unanswered, type UnansweredReason } from './transport.ts';

/** 0 closed, 1 half open, 2 open. */
export type BreakerState = 0 | 1 | 2;

/** Keeps requests from a subgraph that does not answer. */
export interface Breaker extends Disposable {
  /** Does it, or rejects at once with `Unanswered` (`open`) while the breaker is not closed. */
  run<T>(send: () => Promise<T>): Promise<T>;
  readonly state: BreakerState;
}

export interface BreakerOptions {
  /** Asks the subgraph something small; rejects where it does not answer. */
  readonly probe: (signal: AbortSignal) => Promise<unknown>;
  /** Told of each change. */
  readonly changed: (state: BreakerState, before: BreakerState) => void;
  readonly random: () => number;
}

/** Opens where more than half of the last twenty calls failed, of the first ones where ten were made. */
const judged = { threshold: 0.5, size: 20, minimumNumberOfCalls: 10 };
/** Where identical queries travel as one, calls to a subgraph that hangs are few. */
const fewest = { inARow: 3, forMs: 2_000 };
const firstWaitMs = 250;
const longestWaitMs = 2_000;

const failures: ReadonlySet<UnansweredReason> = new Set(['unreachable', 'late', 'unreadable', 'unsigned']);
const isFailure = (error: unknown): boolean => error instanceof Unanswered && failures.has(error.reason);

/** Opens as twenty calls say, or where three in a row failed and none was answered for two seconds. */
class Judgement implements IBreaker {
  readonly #many = new CountBreaker(judged);
  #inARow = 0;
  #since = 0;

  get state(): unknown {
    return this.#many.state;
  }

  set state(state: unknown) {
    this.#many.state = state;
  }

  success(state: CircuitState): void {
    this.#inARow = 0;
    this.#many.success(state);
  }

  failure(state: CircuitState): boolean {
    const now = performance.now();
    if (this.#inARow++ === 0) this.#since = now;
    const few = this.#inARow >= fewest.inARow && now - this.#since >= fewest.forMs;
    return this.#many.failure(state) || few;
  }
}

/**
 * While it is open no client's request is sent to try the subgraph: a probe of its own is, after a random wait that grows to two seconds, and the breaker
 * closes with its first answer.
 */
export function createBreaker({ probe, changed, random }: BreakerOptions): Breaker {
  const circuit = circuitBreaker(handleWhen(isFailure), { halfOpenAfter: 0, breaker: new Judgement() });
  const disposed = new AbortController();
  let tries = 0;
  let told: BreakerState = 0;
  let timer: NodeJS.Timeout | undefined;

  const state = (): BreakerState => {
    if (circuit.state === CircuitState.Closed) return 0;
    return circuit.state === CircuitState.HalfOpen ? 1 : 2;
  };
  circuit.onBreak(() => {
    if (disposed.signal.aborted) return;
    const longest = Math.min(longestWaitMs, firstWaitMs * 2 ** tries++);
    clearTimeout(timer);
    timer = setTimeout(tryAgain, longest * (0.5 + random() / 2)).unref();
  });
  circuit.onReset(() => {
    tries = 0;
  });
  circuit.onStateChange(() => {
    const before = told;
    told = state();
    changed(told, before);
  });

  function tryAgain(): void {
    circuit.execute(() => probe(disposed.signal)).catch(() => {});
  }

  return {
    run(send) {
      if (circuit.state !== CircuitState.Closed) return Promise.reject(new Unanswered('open', 'its breaker is open'));
      return circuit.execute(send);
    },
    get state() {
      return state();
    },
    [Symbol.dispose]() {
      disposed.abort(new Unanswered('left', 'the way to it is closed'));
      clearTimeout(timer);
    },
  };
}
