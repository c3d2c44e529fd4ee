import type { CurrentSessionQuery, SessionPhase } from '../../generated/operations.ts';
import { formatAge, newYorkDate, newYorkShortClock, newYorkWeekday } from '../../ui/format/time.ts';

type Session = NonNullable<CurrentSessionQuery['tradingSession']>;

export const phaseName: Record<SessionPhase, string> = {
  PRE: 'Pre-market',
  REGULAR: 'Market open',
  POST: 'After hours',
  CLOSED: 'Market closed',
};

/** What comes next: `closes in 2h 5m`, `opens Mon 09:30 ET`. */
export function whatComesNext(session: Session, now: number): string | null {
  const opens = Date.parse(session.opensAt);
  const closes = Date.parse(session.closesAt);
  if (session.phase === 'REGULAR' && closes > now) {
    return `closes${session.earlyClose ? ' early' : ''} in ${formatAge(closes - now)}`;
  }
  if (opens <= now) return null;
  if (newYorkDate(opens) === newYorkDate(now)) return `opens in ${formatAge(opens - now)}`;
  return `opens ${newYorkWeekday(opens)} ${newYorkShortClock(opens)} ET`;
}
