import type { Time, UTCTimestamp } from 'lightweight-charts';
import type { CandleInterval } from '../../generated/operations.ts';
import { newYorkDate } from '../../ui/format/time.ts';

const parts = new Intl.DateTimeFormat('en-US', { timeZone: 'America/New_York', hourCycle: 'h23', hour: '2-digit' });
const offsets = new Map<number, number>();

/** Seconds that New York is behind UTC at an instant; it changes on whole hours only. */
function offsetSeconds(at: number): number {
  const hour = Math.floor(at / 3_600_000);
  let offset = offsets.get(hour);
  if (offset === undefined) {
    const behind = (Number(new Date(at).getUTCHours()) - Number(parts.format(at)) + 24) % 24;
    offset = behind * 3600;
    offsets.set(hour, offset);
  }
  return offset;
}

/** The chart knows no time zones: an intraday instant is shifted so that its UTC reading is the clock of New York; a day is a date. */
export function chartTime(openTime: string, interval: CandleInterval): Time {
  const at = Date.parse(openTime);
  if (interval === 'DAY' || interval === 'WEEK' || interval === 'MONTH') return newYorkDate(at);
  return (at / 1000 - offsetSeconds(at)) as UTCTimestamp;
}

/**
 * The time of a bar that stands behind one at `before`. When the clocks of New York go back an hour is read twice; its second reading follows the first
 * by seconds, since the chart takes no time twice.
 */
export function chartTimeAfter(before: Time | undefined, openTime: string, interval: CandleInterval): Time {
  const time = chartTime(openTime, interval);
  if (typeof time !== 'number' || typeof before !== 'number' || time > before) return time;
  return (before + 1) as UTCTimestamp;
}
