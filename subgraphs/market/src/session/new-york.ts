/** Days are counted from 1970-01-01, instants in milliseconds from the same midnight in UTC. */
export const dayMs = 86_400_000;
const hourMs = 3_600_000;

/** Day of week, 0 for Sunday. */
export const weekday = (day: number): number => (((day + 4) % 7) + 7) % 7;

export const dayOf = (year: number, month: number, date: number): number => Date.UTC(year, month - 1, date) / dayMs;

export const yearOf = (day: number): number => new Date(day * dayMs).getUTCFullYear();

/** `2026-11-23` */
export const dateText = (day: number): string => new Date(day * dayMs).toISOString().slice(0, 10);

/** The `nth` of a weekday in a month; counted from its end where `nth` is −1. */
export function nthWeekday(year: number, month: number, wanted: number, nth: number): number {
  if (nth > 0) {
    const first = dayOf(year, month, 1);
    return first + ((wanted - weekday(first) + 7) % 7) + (nth - 1) * 7;
  }
  const last = dayOf(year, month + 1, 0);
  return last - ((weekday(last) - wanted + 7) % 7);
}

const summers = new Map<number, readonly [number, number]>();

/** Summer time of a year as instants: the rule of 1987, and that of the Energy Policy Act from 2007. */
function summerOf(year: number): readonly [number, number] {
  const known = summers.get(year);
  if (known) return known;
  const starts = year < 2007 ? nthWeekday(year, 4, 0, 1) : nthWeekday(year, 3, 0, 2);
  const ends = year < 2007 ? nthWeekday(year, 10, 0, -1) : nthWeekday(year, 11, 0, 1);
  const summer = [starts * dayMs + 7 * hourMs, ends * dayMs + 6 * hourMs] as const;
  summers.set(year, summer);
  return summer;
}

/** What New York's clocks show less UTC, in milliseconds; right from 1987 on. */
function offsetAt(instant: number): number {
  const [starts, ends] = summerOf(new Date(instant).getUTCFullYear());
  return instant >= starts && instant < ends ? -4 * hourMs : -5 * hourMs;
}

/** The calendar day in New York. */
export const newYorkDay = (instant: number): number => Math.floor((instant + offsetAt(instant)) / dayMs);

/** When New York's clocks show `minutes` after midnight of `day`; of an hour that is shown twice, the first; of one that is skipped, as if it were not. */
export function newYorkInstant(day: number, minutes: number): number {
  const shown = day * dayMs + minutes * 60_000;
  const summer = shown + 4 * hourMs;
  return offsetAt(summer) === -4 * hourMs ? summer : shown + 5 * hourMs;
}
