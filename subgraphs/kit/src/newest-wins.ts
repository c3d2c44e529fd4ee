/** Values on their way to one reader; at most one unread value per key. */
export interface NewestWins<T> extends AsyncIterableIterator<T>, AsyncDisposable {
  /** Replaces the unread value of the same key. Ignored once the reader has gone. */
  push(value: T): void;
  /** No more values: what is unread is still read, then the iteration ends. */
  end(): void;
  /** What is unread is dropped and the reader's next step rejects with `error`. */
  fail(error: unknown): void;
  /** Values that were replaced before they were read. */
  readonly conflated: number;
}

/**
 * A bounded channel to one slow or fast reader: order is that of the first unread push per key, memory is one value per key, whatever the reader does.
 * `return()` ends a parked `next()` at once, which an async generator would not. `onReturn` is called exactly once when the reader leaves or the
 * iteration ends or fails.
 */
export function newestWins<T>(options: {
  readonly key: (value: T) => string;
  readonly onReturn?: () => void;
}): NewestWins<T> {
  const unread = new Map<string, T>();
  const parked: PromiseWithResolvers<IteratorResult<T>>[] = [];
  let state: 'open' | 'ending' | 'closed' = 'open';
  let failure: { error: unknown } | null = null;
  let conflated = 0;

  function close(): void {
    if (state === 'closed') return;
    state = 'closed';
    unread.clear();
    for (const waiter of parked.splice(0)) waiter.resolve({ value: undefined, done: true });
    options.onReturn?.();
  }

  return {
    get conflated() {
      return conflated;
    },
    push(value) {
      if (state !== 'open') return;
      const waiter = parked.shift();
      if (waiter) return waiter.resolve({ value, done: false });
      const key = options.key(value);
      if (unread.has(key)) conflated++;
      unread.set(key, value);
    },
    end() {
      if (state === 'open') state = 'ending';
      if (unread.size === 0) close();
    },
    fail(error) {
      if (state === 'closed') return;
      const waiter = parked.shift();
      if (waiter) waiter.reject(error);
      else failure = { error };
      close();
    },
    async next() {
      if (failure) {
        const { error } = failure;
        failure = null;
        throw error;
      }
      const first = unread.entries().next();
      if (!first.done) {
        const [key, value] = first.value;
        unread.delete(key);
        if (state === 'ending' && unread.size === 0) close();
        return { value, done: false };
      }
      if (state !== 'open') return { value: undefined, done: true };
      const waiter = Promise.withResolvers<IteratorResult<T>>();
      parked.push(waiter);
      return waiter.promise;
    },
    async return() {
      close();
      return { value: undefined, done: true };
    },
    async throw(error) {
      close();
      throw error;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
    async [Symbol.asyncDispose]() {
      close();
    },
  };
}
