import type { FeedInterval } from '../feed/feed.ts';
import { dateText, dayOf, newYorkDay, newYorkInstant, weekday } from '../session/new-york.ts';
import { indexFrom, type TradingDay, tradingDayAt } from '../session/trading-day.ts';

export type CandleInterval = 'MINUTE' | 'FIVE_MINUTES' | 'FIFTEEN_MINUTES' | 'HOUR' | 'DAY' | 'WEEK' | 'MONTH';

export const minuteMs = 60_000;

/** Minutes of the intervals that are cut from the hours of a day; those of trading days have none. */
const minutes: Partial<Record<CandleInterval, number>> = { MINUTE: 1, FIVE_MINUTES: 5, FIFTEEN_MINUTES: 15, HOUR: 60 };

export const intervals: readonly CandleInterval[] = [
  ...['MINUTE', 'FIVE_MINUTES', 'FIFTEEN_MINUTES', 'HOUR'],
  ...['DAY', 'WEEK', 'MONTH'],
] as CandleInterval[];

/** The interval that is kept and that this one is rolled up from. */
export const keptFor = (interval: CandleInterval): FeedInterval => (minutes[interval] ? 'MINUTE' : 'DAY');

/** How many kept candles one of these is made of at most. */
export function mostKept(interval: CandleInterval): number {
  return minutes[interval] ?? { DAY: 1, WEEK: 5, MONTH: 23 }[interval as 'DAY' | 'WEEK' | 'MONTH'];
}

/** When the candle of a trading day opens: midnight in New York. */
export const dayOpenTime = (day: TradingDay): number => newYorkInstant(day.day, 0);

/** The trading day whose candle opens at `openTime`. */
export const tradingDayOpening = (openTime: number): TradingDay => tradingDayAt(indexFrom(newYorkDay(openTime)));

function monthOf(day: number, months: number): number {
  const date = new Date(`${dateText(day)}T00:00:00Z`);
  return dayOf(date.getUTCFullYear(), date.getUTCMonth() + 1 + months, 1);
}

/** First calendar day of the week or month of `day`, and of the next one. */
function stretchOf(interval: CandleInterval, day: number): [number, number] {
  if (interval === 'DAY') return [day, day + 1];
  if (interval === 'MONTH') return [monthOf(day, 0), monthOf(day, 1)];
  const monday = day - ((weekday(day) + 6) % 7);
  return [monday, monday + 7];
}

/** When the candle opens that a kept candle opening at `openTime` belongs to. */
export function bucketOpenTime(interval: CandleInterval, openTime: number): number {
  const length = minutes[interval];
  if (length) return Math.floor(openTime / (length * minuteMs)) * length * minuteMs;
  return dayOpenTime(tradingDayAt(indexFrom(stretchOf(interval, newYorkDay(openTime))[0])));
}

/** When the candle that opens at `openTime` ends: of days, weeks and months, at 20:00 in New York on their last trading day. */
export function bucketEnd(interval: CandleInterval, openTime: number): number {
  const length = minutes[interval];
  if (length) return openTime + length * minuteMs;
  return tradingDayAt(indexFrom(stretchOf(interval, newYorkDay(openTime))[1]) - 1).endsAt;
}

/** When the candle opens that is `count` before the one that opens at `openTime`, were each of them traded in. */
export function bucketsBefore(interval: CandleInterval, openTime: number, count: number): number {
  const length = minutes[interval];
  if (length) return openTime - count * length * minuteMs;
  const day = newYorkDay(openTime);
  if (interval === 'DAY') return dayOpenTime(tradingDayAt(Math.max(0, indexFrom(day) - count)));
  const first = interval === 'WEEK' ? stretchOf('WEEK', day)[0] - 7 * count : monthOf(day, -count);
  return dayOpenTime(tradingDayAt(indexFrom(Math.max(dayOf(1990, 1, 2), first))));
}
