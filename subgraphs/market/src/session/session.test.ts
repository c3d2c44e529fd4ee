import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { earlyClosesOf, holidaysOf } from './holiday.ts';
import { dateText, dayMs, dayOf, newYorkDay, newYorkInstant, weekday, yearOf } from './new-york.ts';
import { sessionAt } from './session.ts';
import { holidayOn, indexFrom, tradingDayAt, tradingDayOf } from './trading-day.ts';

/** SHA-256 of lines `date,open,close` in UTC, made from the table of that project's tests. */
const recorded = '10ed492cb38292d1c81ff992b4dea9042ab179c961f6722d06840b2af16e959e';
const day = (date: string): number => Date.parse(date) / dayMs;
const trades = (date: string): boolean => tradingDayAt(indexFrom(day(date))).date === date;
const iso = (instant: number): string => new Date(instant).toISOString();

function daysOf(year: number) {
  const days = [];
  for (let i = indexFrom(dayOf(year, 1, 1)); yearOf(tradingDayAt(i).day) === year; i++) days.push(tradingDayAt(i));
  return days;
}

describe('the clock of New York', () => {
  it('agrees with the zone database at every hour around every change from 1990 to 2040', () => {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone: 'America/New_York',
      hourCycle: 'h23',
      hour: '2-digit',
    });
    const wrong: string[] = [];
    for (let year = 1990; year <= 2040; year++) {
      for (const month of [1, 3, 4, 7, 10, 11, 12]) {
        for (let hour = 0; hour < 31 * 24; hour += month === 1 || month === 7 || month === 12 ? 97 : 1) {
          const at = Date.UTC(year, month - 1, 1, hour);
          const shown = Number(format.format(at));
          const late = at - newYorkInstant(newYorkDay(at), shown * 60);
          const twice = late === 3_600_000 && shown === 1;
          if (late !== 0 && !twice) wrong.push(iso(at));
        }
      }
    }
    expect(wrong).toEqual([]);
  });
});

describe('trading days', () => {
  it('count 252 252 250 252 252 252 252 251 251 252 253 252 251 from 2010 to 2022', () => {
    const counts = Array.from({ length: 13 }, (_, i) => daysOf(2010 + i).length);
    expect(counts).toEqual([252, 252, 250, 252, 252, 252, 252, 251, 251, 252, 253, 252, 251]);
  });

  it('close at 13:00 on the days that are known since 2018', () => {
    const early = [2018, 2019, 2020, 2021, 2022, 2025, 2026, 2027, 2028].flatMap(daysOf).filter((d) => d.earlyClose);
    expect(early.map((d) => d.date)).toEqual([
      ...['2018-07-03', '2018-11-23', '2018-12-24', '2019-07-03', '2019-11-29', '2019-12-24', '2020-11-27'],
      ...['2020-12-24', '2021-11-26', '2022-11-25', '2025-07-03', '2025-11-28', '2025-12-24', '2026-11-27'],
      ...['2026-12-24', '2027-11-26', '2028-07-03', '2028-11-24'],
    ]);
    for (const d of early) expect(d.closesAt).toBe(newYorkInstant(d.day, 13 * 60));
  });

  it('closed at 14:00 four times in the nineties', () => {
    const early = [1990, 1991, 1992, 1993].flatMap(daysOf).filter((d) => d.closesAt === newYorkInstant(d.day, 14 * 60));
    expect(early.map((d) => d.date)).toEqual(['1990-12-24', '1991-12-24', '1992-11-27', '1992-12-24']);
  });

  it.each([
    ['2012-10-29', false],
    ['2012-10-30', false],
    ['2018-12-05', false],
    ['2025-01-09', false],
    ['2021-12-31', true],
    ['2022-01-03', true],
    ['2027-12-31', true],
    ['2028-01-03', true],
    ['2021-12-24', false],
    ['2027-12-24', false],
    ['2026-07-03', false],
    ['2026-07-02', true],
  ])('%s trades: %s', (date, expected) => {
    expect(trades(date)).toBe(expected);
  });

  it('leave out the holidays of 2025 to 2028', () => {
    const weekdaysOff = (year: number) =>
      [...holidaysOf(year).keys()]
        .sort((a, b) => a - b)
        .map((d) => dateText(d).slice(5))
        .join(' ');
    expect(weekdaysOff(2025)).toBe('01-01 01-09 01-20 02-17 04-18 05-26 06-19 07-04 09-01 11-27 12-25');
    expect(weekdaysOff(2026)).toBe('01-01 01-19 02-16 04-03 05-25 06-19 07-03 09-07 11-26 12-25');
    expect(weekdaysOff(2027)).toBe('01-01 01-18 02-15 03-26 05-31 06-18 07-05 09-06 11-25 12-24');
    expect(weekdaysOff(2028)).toBe('01-17 02-21 04-14 05-29 06-19 07-04 09-04 11-23 12-25');
  });

  it('never fall on a weekend, and begin where the one before ends', () => {
    const wrong: string[] = [];
    for (let i = 1; i < indexFrom(dayOf(2041, 1, 1)); i++) {
      const d = tradingDayAt(i);
      const inOrder = d.startsAt < d.preOpensAt && d.opensAt < d.closesAt && d.postClosesAt <= d.endsAt;
      if (weekday(d.day) % 6 === 0 || d.startsAt !== tradingDayAt(i - 1).endsAt || !inOrder) wrong.push(d.date);
    }
    expect(wrong).toEqual([]);
  });

  it('belong to no early close on a day off in no year', () => {
    for (const d of earlyClosesOf(2026).keys()) expect([holidayOn(d), dateText(d)]).toEqual([null, dateText(d)]);
  });

  it('equal the 8,324 sessions of 1990-01-02 to 2023-01-13 that exchange_calendars records, each with its open and close', () => {
    const days = Array.from({ length: 8324 }, (_, i) => tradingDayAt(i));
    const second = (instant: number): string => iso(instant).replace('.000', '');
    const lines = days.map((d) => `${d.date},${second(d.opensAt)},${second(d.closesAt)}\n`).join('');
    expect(createHash('sha256').update(lines).digest('hex')).toBe(recorded);
    const closes = Map.groupBy(days, (d) => (d.closesAt - newYorkInstant(d.day, 0)) / 3_600_000);
    expect([16, 13, 14].map((hour) => closes.get(hour)?.length)).toEqual([8255, 65, 4]);
  });
});

describe('the session an instant falls into', () => {
  it.each([
    ['2026-11-22T15:00:00Z', 'CLOSED', '2026-11-23', null],
    ['2026-11-23T08:59:59Z', 'CLOSED', '2026-11-23', null],
    ['2026-11-23T09:00:00Z', 'PRE', '2026-11-23', null],
    ['2026-11-23T14:30:00Z', 'REGULAR', '2026-11-23', null],
    ['2026-11-23T21:00:00Z', 'POST', '2026-11-23', null],
    ['2026-11-24T01:00:00Z', 'CLOSED', '2026-11-24', null],
    ['2026-11-26T15:00:00Z', 'CLOSED', '2026-11-27', 'Thanksgiving Day'],
    ['2026-11-27T18:00:00Z', 'POST', '2026-11-27', null],
    ['2026-11-27T22:00:00Z', 'CLOSED', '2026-11-30', null],
    ['2012-10-29T15:00:00Z', 'CLOSED', '2012-10-31', 'Hurricane Sandy'],
    ['1990-01-01T15:00:00Z', 'CLOSED', '1990-01-02', "New Year's Day"],
    ['2040-12-31T23:00:00-05:00', 'CLOSED', '2041-01-02', null],
  ])('%s is %s of %s', (at, phase, date, holiday) => {
    const session = sessionAt(Date.parse(at));
    expect([session.phase, session.day.date, session.holiday]).toEqual([phase, date, holiday]);
  });

  it.each(['1989-12-31T12:00:00Z', '2041-01-01T12:00:00Z', '0001-01-01T00:00:00Z'])('%s is refused', (at) => {
    expect(() => sessionAt(Date.parse(at))).toThrow(RangeError);
  });

  it('rolls to the next trading day at 20:00 in New York, in summer and in winter', () => {
    expect(tradingDayOf(Date.parse('2026-07-10T00:00:00Z') - 1).date).toBe('2026-07-09');
    expect(tradingDayOf(Date.parse('2026-07-10T00:00:00Z')).date).toBe('2026-07-10');
    expect(tradingDayOf(Date.parse('2026-11-21T01:00:00Z') - 1).date).toBe('2026-11-20');
    expect(tradingDayOf(Date.parse('2026-11-21T01:00:00Z')).date).toBe('2026-11-23');
  });
});
