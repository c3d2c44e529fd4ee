import { useFeed, useLiveStatus } from '../graph/live/live-context.tsx';
import { Badge } from '../ui/badge.tsx';
import styles from './connection-pill.module.css';

const names = {
  connecting: 'Connecting',
  live: 'Live',
  reconnecting: 'Reconnecting',
  offline: 'Offline',
} as const;

const meanings = {
  connecting: 'Opening the live connection.',
  live: 'Prices arrive as they change.',
  reconnecting: 'The live connection was lost. Prices stay as they were until it is back.',
  offline: 'This device has no network. Prices stay as they were.',
} as const;

export function ConnectionPill() {
  const { phase, attempt } = useLiveStatus();
  const feed = useFeed();
  return (
    <div className={styles.pills}>
      {feed?.simulated && (
        <Badge tone="simulated" title={`Source: ${feed.source}. These prices are made up.`}>
          Simulated
        </Badge>
      )}
      <span className={styles.pill} role="status">
        <Badge tone={phase === 'live' ? 'good' : 'warn'} dot title={meanings[phase]}>
          {names[phase]}
          {phase === 'reconnecting' && attempt > 0 && <span aria-hidden="true">· {attempt}</span>}
        </Badge>
      </span>
    </div>
  );
}
