import type { Scaled } from '../quote/scaled.ts';

/** Prices and volume of one interval, exact. */
export interface Candle {
  /** Start of the interval in milliseconds; of a day, midnight in New York. */
  readonly openTime: number;
  readonly open: Scaled;
  readonly high: Scaled;
  readonly low: Scaled;
  readonly close: Scaled;
  readonly volume: Scaled;
  readonly simulated: boolean;
}

/** The candle of two that follow each other. */
export function joined(first: Candle, second: Candle): Candle {
  return {
    openTime: first.openTime,
    open: first.open,
    high: first.high > second.high ? first.high : second.high,
    low: first.low < second.low ? first.low : second.low,
    close: second.close,
    volume: first.volume + second.volume,
    simulated: first.simulated || second.simulated,
  };
}
