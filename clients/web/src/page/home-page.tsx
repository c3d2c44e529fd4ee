import { Link } from 'react-router';
import button from '../ui/button.module.css';
import { Panel } from '../ui/panel.tsx';
import { EmptyWatchlist } from '../watchlist/empty-watchlist.tsx';
import { useWatchlist } from '../watchlist/watchlist-context.tsx';
import { WatchlistTable } from '../watchlist/watchlist-table.tsx';
import { MarketStrip } from './market-strip.tsx';
import styles from './page.module.css';
import { PopularPanel } from './popular-panel.tsx';

export function HomePage() {
  const symbols = useWatchlist();
  return (
    <div className={styles.page}>
      <title>LZStock</title>
      <h1 className="visually-hidden">Home</h1>
      <MarketStrip />
      <div className={styles.columns}>
        <Panel
          title="Watchlist"
          scope={symbols.length > 0 && `${symbols.length} ${symbols.length === 1 ? 'symbol' : 'symbols'}`}
          actions={
            symbols.length > 0 && (
              <Link className={`${button.button} ${button.quiet}`} to="/watchlist">
                Open
              </Link>
            )
          }
        >
          {symbols.length === 0 ? <EmptyWatchlist /> : <WatchlistTable compact />}
        </Panel>
        <PopularPanel />
      </div>
    </div>
  );
}
