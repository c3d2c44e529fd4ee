const zone = 'America/New_York';

const clock = new Intl.DateTimeFormat('en-US', {
  timeZone: zone,
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});
const shortClock = new Intl.DateTimeFormat('en-US', {
  timeZone: zone,
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});
const day = new Intl.DateTimeFormat('en-US', { timeZone: zone, month: 'short', day: 'numeric' });
const dayWithYear = new Intl.DateTimeFormat('en-US', {
  timeZone: zone,
  month: 'short',
  day: 'numeric',
  year: 'numeric',
});
const calendarDay = new Intl.DateTimeFormat('en-CA', {
  timeZone: zone,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});
const weekday = new Intl.DateTimeFormat('en-US', { timeZone: zone, weekday: 'short' });

/** `15:59:30` in New York. */
export const newYorkClock = (at: number): string => clock.format(at);
export const newYorkShortClock = (at: number): string => shortClock.format(at);
export const newYorkWeekday = (at: number): string => weekday.format(at);
/** The trading day an instant falls into, `2026-01-02`. */
export const newYorkDate = (at: number): string => calendarDay.format(at);
export const newYorkDay = (at: number): string => dayWithYear.format(at);

/** When something was, seen from `now`: the time alone on the same New York day, else the day as well. */
export function newYorkMoment(at: number, now: number): string {
  const time = `${clock.format(at)} ET`;
  return newYorkDate(at) === newYorkDate(now) ? time : `${day.format(at)}, ${time}`;
}

/** `12s`, `5m`, `3h 20m`, `2d 4h`; never negative, since clocks disagree a little. */
export function formatAge(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 === 0 ? `${hours}h` : `${hours}h ${minutes % 60}m`;
  const days = Math.floor(hours / 24);
  return hours % 24 === 0 ? `${days}d` : `${days}d ${hours % 24}h`;
}
