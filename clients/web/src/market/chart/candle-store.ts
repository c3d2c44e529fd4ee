import type { CandleInterval } from '../../generated/operations.ts';
import { type Bar, type Fold, foldCandle } from './fold-candle.ts';

export interface CandleStore {
  readonly interval: CandleInterval;
  bars(): readonly Bar[];
  subscribe(listener: () => void): () => void;
  /** Takes the streamed candle in progress; listeners hear of it with the next batch. */
  follow(live: Bar): void;
}

/** The bars of one chart. They change several times a second, so they live outside of React's state. */
export function createCandleStore(
  interval: CandleInterval,
  first: readonly Bar[],
  schedule: (work: () => void) => void,
): CandleStore {
  const listeners = new Set<() => void>();
  let fold: Fold = { bars: first, last: null };
  let waiting: Bar[] = [];

  function flush(): void {
    const batch = waiting;
    waiting = [];
    const before = fold.bars;
    for (const live of batch) fold = foldCandle(fold, live, interval);
    if (fold.bars !== before) for (const listener of listeners) listener();
  }

  return {
    interval,
    bars: () => fold.bars,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    follow(live) {
      if (waiting.length === 0) schedule(flush);
      // In a hidden page no frame comes: the states of one candle replace one another instead of piling up.
      if (waiting.at(-1)?.openTime === live.openTime) waiting = waiting.with(-1, live);
      else waiting.push(live);
    },
  };
}
