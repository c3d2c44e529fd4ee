import { Link } from 'react-router';
import { useListings } from '../companies/listing/use-listings.ts';
import { useWatch } from '../graph/live/live-context.tsx';
import { LiveChange, LivePrice } from '../market/quote/live-figures.tsx';
import { Sparkline } from '../market/spark/sparkline.tsx';
import { useSparks } from '../market/spark/use-sparks.ts';
import { Panel, PanelFailure } from '../ui/panel.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { popularSymbols } from './popular.ts';
import styles from './popular-panel.module.css';

export function PopularPanel() {
  useWatch(popularSymbols);
  const listings = useListings(popularSymbols);
  const sparks = useSparks(popularSymbols);
  return (
    <Panel title="Popular" scope="Last trading day">
      {listings.failure && (
        <PanelFailure title="No names" message={listings.failure.message} onRetry={listings.retry} />
      )}
      <ul className={styles.list}>
        {popularSymbols.map((symbol) => {
          const listing = listings.of.get(symbol);
          return (
            <li key={symbol}>
              <Link className={styles.row} to={`/i/${symbol}`}>
                <span>
                  <span className={styles.symbol}>{symbol}</span>
                  <span className={styles.name}>
                    {listing || listings.failure ? (listing?.name ?? '—') : <Skeleton width="7rem" />}
                  </span>
                </span>
                <Sparkline symbol={symbol} points={sparks.get(symbol)} />
                <span className={styles.figures}>
                  <span className={styles.price}>
                    <LivePrice symbol={symbol} />
                  </span>
                  <span className={styles.percent}>
                    <LiveChange symbol={symbol} show="percent" />
                  </span>
                </span>
              </Link>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
