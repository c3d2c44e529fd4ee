import { useEffect } from 'react';
import { useQuery } from 'urql';
import { CurrentSessionDocument } from '../../generated/operations.ts';
import { Badge } from '../../ui/badge.tsx';
import { newYorkClock } from '../../ui/format/time.ts';
import { useNowText } from '../../ui/now.ts';
import styles from './session-clock.module.css';
import { phaseName, whatComesNext } from './session-text.ts';

const askAgainMs = 30_000;

export function SessionClock() {
  const [{ data }, ask] = useQuery({ query: CurrentSessionDocument });
  useEffect(() => {
    const timer = setInterval(() => ask({ requestPolicy: 'network-only' }), askAgainMs);
    return () => clearInterval(timer);
  }, [ask]);
  const session = data?.tradingSession;
  const time = useNowText((now) => `${newYorkClock(now)} ET`);
  const next = useNowText((now) => (session && whatComesNext(session, now)) ?? '');
  return (
    <section className={styles.clock} aria-label="New York Stock Exchange">
      {session && (
        <Badge tone={session.phase === 'REGULAR' ? 'good' : 'plain'} dot title={session.holiday ?? undefined}>
          {phaseName[session.phase]}
        </Badge>
      )}
      {next && (
        <span className={`muted ${styles.next}`}>
          {session?.holiday ? `${session.holiday} · ` : ''}
          {next}
        </span>
      )}
      <time className={styles.time}>{time}</time>
    </section>
  );
}
