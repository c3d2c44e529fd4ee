import { earlyClosesOf, holidaysOf } from './holiday.ts';
import { dateText, dayOf, newYorkDay, newYorkInstant, weekday, yearOf } from './new-york.ts';

/** The years the calendar knows, both inclusive. */
export const firstYear = 1990;
export const lastYear = 2040;

/** A day on which the exchange trades. It begins at 20:00 in New York on the trading day before; all instants are milliseconds of UTC. */
export interface TradingDay {
  /** Counted from the first trading day of 1990. */
  readonly index: number;
  /** Calendar day, counted from 1970-01-01. */
  readonly day: number;
  readonly date: string;
  readonly startsAt: number;
  readonly preOpensAt: number;
  readonly opensAt: number;
  readonly closesAt: number;
  readonly postClosesAt: number;
  readonly endsAt: number;
  readonly earlyClose: boolean;
}

interface Calendar {
  /** Trading days in order. */
  readonly days: readonly number[];
  /** For each calendar day from the first trading day on: index of the first trading day that is not before it. */
  readonly nextIndex: Int32Array;
  readonly holidays: ReadonlyMap<number, string>;
  readonly earlyCloses: ReadonlyMap<number, number>;
}

let calendar: Calendar | null = null;
const made = new Map<number, TradingDay>();

function theCalendar(): Calendar {
  if (calendar) return calendar;
  const holidays = new Map<number, string>();
  const earlyCloses = new Map<number, number>();
  for (let year = firstYear; year <= lastYear + 1; year++) {
    for (const [day, name] of holidaysOf(year)) holidays.set(day, name);
    for (const [day, hour] of earlyClosesOf(year)) earlyCloses.set(day, hour);
  }
  const days: number[] = [];
  const from = dayOf(firstYear, 1, 2);
  const to = dayOf(lastYear + 1, 1, 10);
  const nextIndex = new Int32Array(to - from);
  for (let day = from; day < to; day++) {
    nextIndex[day - from] = days.length;
    if (weekday(day) % 6 !== 0 && !holidays.has(day)) days.push(day);
  }
  calendar = { days, nextIndex, holidays, earlyCloses };
  return calendar;
}

/** Name of the holiday that keeps the exchange closed on `day`; null where it is none. */
export const holidayOn = (day: number): string | null => theCalendar().holidays.get(day) ?? null;

/** The trading day of that index. Throws a `RangeError` outside the years the calendar knows. */
export function tradingDayAt(index: number): TradingDay {
  const known = made.get(index);
  if (known) return known;
  const { days, earlyCloses } = theCalendar();
  const day = days[index];
  if (day === undefined) throw new RangeError(`no trading day ${index} in ${firstYear} to ${lastYear}`);
  const before = days[index - 1] ?? dayOf(1989, 12, 29);
  const early = earlyCloses.get(day);
  const closesAt = newYorkInstant(day, (early ?? 16) * 60);
  const endsAt = newYorkInstant(day, 20 * 60);
  const tradingDay: TradingDay = {
    index,
    day,
    date: dateText(day),
    startsAt: newYorkInstant(before, 20 * 60),
    preOpensAt: newYorkInstant(day, 4 * 60),
    opensAt: newYorkInstant(day, 9 * 60 + 30),
    closesAt,
    postClosesAt: Math.min(closesAt + 4 * 3_600_000, endsAt),
    endsAt,
    earlyClose: early !== undefined,
  };
  made.set(index, tradingDay);
  return tradingDay;
}

/** Index of the first trading day that is not before the calendar day. Throws a `RangeError` outside the years the calendar knows. */
export function indexFrom(day: number): number {
  const { days, nextIndex } = theCalendar();
  const first = days[0] as number;
  const index = day < first ? (yearOf(day) < firstYear ? undefined : 0) : nextIndex[day - first];
  if (index === undefined) throw new RangeError(`${dateText(day)} is not in ${firstYear} to ${lastYear}`);
  return index;
}

/** The trading day an instant belongs to: from 20:00 in New York it is the next. Throws a `RangeError` outside the years the calendar knows. */
export function tradingDayOf(instant: number): TradingDay {
  const index = indexFrom(newYorkDay(instant));
  const day = tradingDayAt(index);
  return instant < day.endsAt ? day : tradingDayAt(index + 1);
}
