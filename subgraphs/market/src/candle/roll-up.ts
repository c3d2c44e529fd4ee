import { type Candle, joined } from './candle.ts';
import { bucketOpenTime, type CandleInterval } from './interval.ts';

/** Candles of `interval` from kept ones in order of time; intervals without any are left out. */
export function rollUp(interval: CandleInterval, kept: readonly Candle[]): Candle[] {
  if (interval === 'MINUTE' || interval === 'DAY') return [...kept];
  const rolled: Candle[] = [];
  let current: Candle | null = null;
  for (const candle of kept) {
    const openTime = bucketOpenTime(interval, candle.openTime);
    if (current && current.openTime === openTime) {
      current = joined(current, candle);
      rolled[rolled.length - 1] = current;
      continue;
    }
    current = { ...candle, openTime };
    rolled.push(current);
  }
  return rolled;
}
