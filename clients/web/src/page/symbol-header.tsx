import { exchangeName } from '../companies/exchange-name.ts';
import type { InstrumentProfile } from '../companies/profile/use-instrument.ts';
import { useQuote } from '../graph/live/live-context.tsx';
import { LiveChange, LivePrice, LiveState } from '../market/quote/live-figures.tsx';
import { Badge } from '../ui/badge.tsx';
import { formatAge, newYorkMoment } from '../ui/format/time.ts';
import { useNowText } from '../ui/now.ts';
import { WatchButton } from '../watchlist/watch-button.tsx';
import styles from './symbol-header.module.css';

export function SymbolHeader({ instrument }: { instrument: InstrumentProfile }) {
  const { symbol } = instrument;
  const quote = useQuote(symbol);
  const asOf = useNowText((now) => {
    if (!quote?.asOf) return '';
    const at = Date.parse(quote.asOf);
    return now - at < 2_000
      ? `as of ${newYorkMoment(at, now)}`
      : `as of ${newYorkMoment(at, now)} (${formatAge(now - at)} ago)`;
  });
  return (
    <header className={styles.header}>
      <div className={styles.inner}>
        <div className={styles.identity}>
          <h1 className={styles.name}>{instrument.name ?? instrument.company?.name ?? symbol}</h1>
          <p className={styles.where}>
            <b>{symbol}</b>
            {instrument.exchange && ` · ${exchangeName[instrument.exchange]}`}
            {instrument.active === false && ' · no longer listed'}
          </p>
        </div>
        <div
          className={quote?.state === 'STALE' ? `${styles.price} ${styles.stale}` : styles.price}
          title={quote && `Source: ${quote.source}`}
        >
          <span className={styles.last}>
            <LivePrice symbol={symbol} />
          </span>
          <span className={styles.currency}>{instrument.currency}</span>
          <LiveChange symbol={symbol} />
        </div>
        <div className={styles.state}>
          <LiveState symbol={symbol} />
          {quote?.simulated && (
            <Badge
              tone="simulated"
              className={styles.simulated}
              title="These prices are made up; they were never traded anywhere."
            >
              Simulated
            </Badge>
          )}
          <span className={`tabular ${styles.asOf}`}>{asOf}</span>
        </div>
        <div className={styles.actions}>
          <WatchButton symbol={symbol} />
        </div>
      </div>
    </header>
  );
}
