import { newYorkDay } from '../session/new-york.ts';
import { indexFrom, type TradingDay, tradingDayAt, tradingDayOf } from '../session/trading-day.ts';
import type { Span } from './candle-store.ts';
import {
  bucketEnd,
  bucketOpenTime,
  bucketsBefore,
  type CandleInterval,
  dayOpenTime,
  keptFor,
  minuteMs,
  mostKept,
} from './interval.ts';

/** Which candles are asked for; every bound in milliseconds. */
export interface CandleRange {
  readonly interval: CandleInterval;
  readonly from: number | null;
  readonly to: number | null;
  readonly last: number;
}

/** The kept candles that an answer is rolled up from. */
export interface CandleWindow {
  /** Kept candles that ended, by when they open. */
  readonly ended: Span;
  /** When the kept candle in progress opens, where the answer reaches it; else null. */
  readonly current: number | null;
}

/** When the kept candle of `instant` opens. */
export const currentOpenTime = (interval: CandleInterval, instant: number): number =>
  keptFor(interval) === 'DAY' ? dayOpenTime(tradingDayOf(instant)) : Math.floor(instant / minuteMs) * minuteMs;

function lastBefore(interval: CandleInterval, to: number): number {
  const opens = bucketOpenTime(interval, to - 1);
  if (opens < to) return opens;
  return bucketOpenTime(interval, dayOpenTime(tradingDayAt(Math.max(0, indexFrom(newYorkDay(to - 1)) - 1))));
}

/** Minutes of trading back from `end`, over nights and weekends where the source does not trade then. */
function minutesBack(end: number, count: number, floor: number, hours: (day: TradingDay) => Span): number {
  let left = count * minuteMs;
  let day = tradingDayOf(end - 1);
  for (;;) {
    const { from, to } = hours(day);
    const traded = Math.min(to, end) - from;
    if (traded >= left) return Math.min(to, end) - left;
    left -= Math.max(0, traded);
    if (from <= floor || day.index === 0) return floor;
    day = tradingDayAt(day.index - 1);
  }
}

/** The window for `range` at `now`; null where nothing can be in it. `hours` tells when the source trades on a day, `floor` the earliest instant of any use. */
export function windowOf(
  range: CandleRange,
  now: number,
  floor: number,
  hours: (day: TradingDay) => Span,
): CandleWindow | null {
  const { interval, last } = range;
  const currentKept = currentOpenTime(interval, now);
  const newest = bucketOpenTime(interval, currentKept);
  const open = range.to === null || range.to >= bucketEnd(interval, newest);
  const upper = open ? newest : Math.min(newest, range.to <= floor ? floor - 1 : lastBefore(interval, range.to));
  if (upper < floor || (range.from !== null && upper < range.from)) return null;
  const end = Math.min(bucketEnd(interval, upper), currentKept);
  const reachesCurrent = bucketEnd(interval, upper) > currentKept && upper <= currentKept;
  const back =
    keptFor(interval) === 'DAY'
      ? bucketsBefore(interval, upper, last - 1)
      : bucketOpenTime(interval, minutesBack(Math.max(end, upper + 1), last * mostKept(interval), floor, hours));
  const from = Math.max(
    back,
    floor,
    range.from === null ? floor : bucketOpenTime(interval, Math.max(range.from, floor)),
  );
  return { ended: { from, to: Math.max(from, end) }, current: reachesCurrent ? currentKept : null };
}
