import { newYorkDay, yearOf } from './new-york.ts';
import { firstYear, holidayOn, lastYear, type TradingDay, tradingDayAt, tradingDayOf } from './trading-day.ts';

export type SessionPhase = 'PRE' | 'REGULAR' | 'POST' | 'CLOSED';

/** The trading day an instant falls into, or the next where the exchange is closed, and the part of it. */
export interface Session {
  readonly phase: SessionPhase;
  readonly day: TradingDay;
  /** Name of the holiday, where the instant's calendar day in New York is one. */
  readonly holiday: string | null;
}

export function phaseOf(day: TradingDay, instant: number): SessionPhase {
  if (instant < day.preOpensAt || instant >= day.postClosesAt) return 'CLOSED';
  if (instant < day.opensAt) return 'PRE';
  return instant < day.closesAt ? 'REGULAR' : 'POST';
}

/** Throws a `RangeError` where the instant is outside the years the calendar knows. */
export function sessionAt(instant: number): Session {
  const today = newYorkDay(instant);
  const year = yearOf(today);
  if (!(year >= firstYear && year <= lastYear))
    throw new RangeError(`the calendar knows ${firstYear} to ${lastYear}, not ${year}`);
  const day = tradingDayOf(instant);
  const over = instant >= day.postClosesAt;
  return { phase: phaseOf(day, instant), day: over ? tradingDayAt(day.index + 1) : day, holiday: holidayOn(today) };
}
