import { dayOf, nthWeekday, weekday } from './new-york.ts';

const [sunday, monday, thursday, friday, saturday] = [0, 1, 4, 5, 6];

/** Days on which the exchange stayed closed for a reason of that year alone. */
const closures: readonly (readonly [string, string])[] = [
  ['1994-04-27', 'Day of mourning for President Nixon'],
  ['2001-09-11', 'Closed after the attacks of September 11'],
  ['2001-09-12', 'Closed after the attacks of September 11'],
  ['2001-09-13', 'Closed after the attacks of September 11'],
  ['2001-09-14', 'Closed after the attacks of September 11'],
  ['2004-06-11', 'Day of mourning for President Reagan'],
  ['2007-01-02', 'Day of mourning for President Ford'],
  ['2012-10-29', 'Hurricane Sandy'],
  ['2012-10-30', 'Hurricane Sandy'],
  ['2018-12-05', 'Day of mourning for President George H. W. Bush'],
  ['2025-01-09', 'Day of mourning for President Carter'],
];

/** Early closes at 13:00 beside those that come back every year. */
const shortDays = ['1997-12-26', '1999-12-31', '2003-12-26'];

const parsed = (date: string): number => Date.parse(date) / 86_400_000;

/** Sunday's holiday is kept on Monday, Saturday's on the Friday before. */
function observed(day: number): number {
  if (weekday(day) === sunday) return day + 1;
  return weekday(day) === saturday ? day - 1 : day;
}

/** Western Easter by the anonymous Gregorian computus. */
function easter(year: number): number {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30;
  const e = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - d - (c % 4)) % 7;
  const f = d + e - 7 * Math.floor((a + 11 * d + 22 * e) / 451) + 114;
  return dayOf(year, Math.floor(f / 31), (f % 31) + 1);
}

/** Every day of `year` on which the New York Stock Exchange is closed though it is no weekend, with its name. Known for 1990 to 2040. */
export function holidaysOf(year: number): ReadonlyMap<number, string> {
  const holidays = new Map<number, string>();
  const newYear = dayOf(year, 1, 1);
  if (weekday(newYear) !== saturday) holidays.set(observed(newYear), "New Year's Day");
  if (year >= 1998) holidays.set(nthWeekday(year, 1, monday, 3), 'Martin Luther King Jr. Day');
  holidays.set(nthWeekday(year, 2, monday, 3), "Washington's Birthday");
  holidays.set(easter(year) - 2, 'Good Friday');
  holidays.set(nthWeekday(year, 5, monday, -1), 'Memorial Day');
  if (year >= 2022) holidays.set(observed(dayOf(year, 6, 19)), 'Juneteenth');
  holidays.set(observed(dayOf(year, 7, 4)), 'Independence Day');
  holidays.set(nthWeekday(year, 9, monday, 1), 'Labor Day');
  holidays.set(nthWeekday(year, 11, thursday, 4), 'Thanksgiving Day');
  holidays.set(observed(dayOf(year, 12, 25)), 'Christmas Day');
  for (const [date, name] of closures) if (date.startsWith(`${year}-`)) holidays.set(parsed(date), name);
  return holidays;
}

/** Days of `year` on which regular trading ends early, with the hour in New York; days that are holidays or weekends may be among them. */
export function earlyClosesOf(year: number): ReadonlyMap<number, number> {
  const closes = new Map<number, number>();
  const hour = year < 1993 ? 14 : 13;
  if (year >= 1992) closes.set(nthWeekday(year, 11, thursday, 4) + 1, hour);
  closes.set(dayOf(year, 12, 24), hour);
  if (year >= 1995) {
    const fourth = dayOf(year, 7, 4);
    const after = weekday(fourth) === thursday && year < 2013;
    if (weekday(fourth) >= 2 && weekday(fourth) <= friday) closes.set(after ? fourth + 1 : fourth - 1, hour);
  }
  for (const date of shortDays) if (date.startsWith(`${year}-`)) closes.set(parsed(date), hour);
  return closes;
}
