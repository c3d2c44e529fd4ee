import type { CandleFiguresFragment, CandleInterval } from '../../generated/operations.ts';
import { addDecimals, maxDecimal, minDecimal, subtractDecimals } from '../../ui/format/decimal.ts';
import { newYorkDate } from '../../ui/format/time.ts';

export type Bar = CandleFiguresFragment;

export interface Fold {
  readonly bars: readonly Bar[];
  /** The streamed candle folded last: its volume is a running total, of which only the growth counts. */
  readonly last: Bar | null;
}

/** Only minutes and days stream; the other intervals are put together from them. */
export function streamedInterval(interval: CandleInterval): 'MINUTE' | 'DAY' {
  return interval === 'DAY' || interval === 'WEEK' || interval === 'MONTH' ? 'DAY' : 'MINUTE';
}

const minutes: Partial<Record<CandleInterval, number>> = { FIVE_MINUTES: 5, FIFTEEN_MINUTES: 15, HOUR: 60 };

/** Puts a streamed candle into the bars of `interval`: it changes the newest bar, begins a new one, or is too old to count. */
export function foldCandle({ bars, last }: Fold, live: Bar, interval: CandleInterval): Fold {
  const newest = bars.at(-1);
  const key = bucketOf(live.openTime, interval);
  const newestKey = newest && bucketOf(newest.openTime, interval);
  if (newestKey !== undefined && key < newestKey) return { bars, last };
  if (last && Date.parse(live.openTime) < Date.parse(last.openTime)) return { bars, last };
  if (interval === streamedInterval(interval)) {
    return { bars: key === newestKey ? bars.with(-1, live) : [...bars, live], last: live };
  }
  if (!newest || key !== newestKey) return { bars: [...bars, { ...live, complete: false }], last: live };
  const grown = last === null ? '0' : growth(last, live);
  const merged: Bar = {
    ...newest,
    high: maxDecimal(newest.high, live.high),
    low: minDecimal(newest.low, live.low),
    close: live.close,
    volume: addDecimals(newest.volume, grown),
    complete: false,
  };
  return { bars: bars.with(-1, merged), last: live };
}

function growth(before: Bar, now: Bar): string {
  return before.openTime === now.openTime ? maxDecimal('0', subtractDecimals(now.volume, before.volume)) : now.volume;
}

function bucketOf(openTime: string, interval: CandleInterval): number {
  const at = Date.parse(openTime);
  const length = minutes[interval];
  if (length !== undefined) return Math.floor(at / (length * 60_000));
  if (interval === 'MINUTE') return at;
  const day = new Date(`${newYorkDate(at)}T00:00:00Z`);
  if (interval === 'MONTH') return day.getUTCFullYear() * 12 + day.getUTCMonth();
  const dayNumber = day.getTime() / 86_400_000;
  // 1970-01-05 was a Monday.
  return interval === 'WEEK' ? Math.floor((dayNumber - 4) / 7) : dayNumber;
}
