import type { GiveUp } from './give-up.ts';
import { type SubgraphCall, Unanswered } from './transport.ts';

/** Allows one retry for every ten calls, over all the time it exists. */
export interface RetryBudget {
  earn(): void;
  /** Whether there is one left; it is spent then. */
  spend(): boolean;
}

const perCall = 0.1;
const mostKept = 10;
const mostRetries = 2;
const shortestMs = 20;
const longestMs = 200;

/** Starts empty, so that retries are never more than a tenth of the calls; keeps ten at most for a bad moment. */
export function createRetryBudget(): RetryBudget {
  let left = 0;
  return {
    earn() {
      left = Math.min(mostKept, left + perCall);
    },
    spend() {
      // A tenth added ten times is a little less than one.
      if (left < 0.999) return false;
      left -= 1;
      return true;
    },
  };
}

export interface RetryOptions<T> {
  readonly budget: RetryBudget;
  readonly random: () => number;
  /** Told of each retry. */
  readonly retried: () => void;
  readonly send: (call: SubgraphCall) => Promise<T>;
}

/**
 * Sends a query again, twice at most, where no connection was there or it broke: after a random wait, within the call's deadline and the budget. Mutations
 * are never sent again, since what broke may have been the answer alone.
 */
export function retryQueries<T>({
  budget,
  random,
  retried,
  send,
}: RetryOptions<T>): (call: SubgraphCall) => Promise<T> {
  async function again(call: SubgraphCall, error: unknown, retries: number): Promise<T> {
    const broken = error instanceof Unanswered && (error.reason === 'unreachable' || error.reason === 'cut');
    const hopeful = broken && call.kind === 'query';
    if (!hopeful || retries === mostRetries || call.signal.aborted) throw error;
    const waitMs = random() * Math.min(longestMs, shortestMs * 2 ** retries);
    if (performance.now() + waitMs >= call.dueAt || !budget.spend()) throw error;
    if (!(await waited(waitMs, call.signal))) throw error;
    retried();
    return attempt(call, retries + 1);
  }

  const attempt = (call: SubgraphCall, retries: number): Promise<T> =>
    send(call).catch((error: unknown) => again(call, error, retries));

  return (call) => {
    budget.earn();
    return attempt(call, 0);
  };
}

/** False where it was given up meanwhile. */
function waited(ms: number, signal: GiveUp): Promise<boolean> {
  return new Promise((resolve) => {
    const over = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', over);
      resolve(!signal.aborted);
    };
    const timer = setTimeout(over, ms);
    signal.addEventListener('abort', over, { once: true });
  });
}
