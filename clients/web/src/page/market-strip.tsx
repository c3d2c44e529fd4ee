import { Link } from 'react-router';
import { useListings } from '../companies/listing/use-listings.ts';
import { useWatch } from '../graph/live/live-context.tsx';
import { LiveChange, LivePrice } from '../market/quote/live-figures.tsx';
import { Sparkline } from '../market/spark/sparkline.tsx';
import { useSparks } from '../market/spark/use-sparks.ts';
import styles from './market-strip.module.css';
import { marketFunds } from './popular.ts';

export function MarketStrip() {
  useWatch(marketFunds);
  const listings = useListings(marketFunds);
  const sparks = useSparks(marketFunds);
  return (
    <nav className={styles.strip} aria-label="Market at a glance">
      {marketFunds.map((symbol) => (
        <Link key={symbol} className={styles.tile} to={`/i/${symbol}`}>
          <span className={styles.name}>
            <b>{symbol}</b>
            {listings.of.get(symbol)?.name}
          </span>
          <span className={styles.figures}>
            <span className={styles.price}>
              <LivePrice symbol={symbol} />
            </span>
            <LiveChange symbol={symbol} show="percent" />
          </span>
          <span className={styles.spark}>
            <Sparkline symbol={symbol} points={sparks.get(symbol)} height={30} />
          </span>
        </Link>
      ))}
    </nav>
  );
}
