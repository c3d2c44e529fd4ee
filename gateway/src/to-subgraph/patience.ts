import { Unanswered } from './transport.ts';

/** How long one request is waited for. */
export interface Patience extends Disposable {
  /** On the clock of `performance.now()`. */
  readonly dueAt: number;
  /** Aborts with an `Unanswered`: `late` where the subgraph had half of its own deadline at least, so that it is to blame, else `left`. */
  readonly signal: AbortSignal;
}

export interface PatienceOptions {
  /** How long the subgraph may take. */
  readonly deadlineMs: number;
  /** When the whole answer is due; the deadline alone holds where left out. */
  readonly dueAt?: number | undefined;
  /** Aborts when nobody waits any more. */
  readonly signal?: AbortSignal | undefined;
}

/** Why a request begun at `startedAt` is given up now. */
export function givenUp(startedAt: number, deadlineMs: number): Unanswered {
  const waitedMs = performance.now() - startedAt;
  return waitedMs >= deadlineMs / 2
    ? new Unanswered('late', `it did not answer within ${Math.round(waitedMs)} ms`)
    : new Unanswered('left', `nobody waited longer than ${Math.round(waitedMs)} ms`);
}

export function startPatience({ deadlineMs, dueAt, signal }: PatienceOptions): Patience {
  const startedAt = performance.now();
  const own = startedAt + deadlineMs;
  const due = dueAt === undefined ? own : Math.min(own, dueAt);
  const controller = new AbortController();
  const giveUp = () => controller.abort(givenUp(startedAt, deadlineMs));
  const timer = setTimeout(giveUp, Math.max(0, Math.ceil(due - startedAt))).unref();
  signal?.addEventListener('abort', giveUp, { once: true });
  if (signal?.aborted) giveUp();
  return {
    dueAt: due,
    signal: controller.signal,
    [Symbol.dispose]() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', giveUp);
    },
  };
}
