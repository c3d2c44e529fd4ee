import { useState } from 'react';
import { useListings } from '../companies/listing/use-listings.ts';
import { useLive } from '../graph/live/live-context.tsx';
import button from '../ui/button.module.css';
import { downloadText } from '../ui/download.ts';
import { newYorkDate } from '../ui/format/time.ts';
import { Icon } from '../ui/icon.tsx';
import { Panel } from '../ui/panel.tsx';
import { EmptyWatchlist } from '../watchlist/empty-watchlist.tsx';
import { useWatchlist } from '../watchlist/watchlist-context.tsx';
import { watchlistCsv } from '../watchlist/watchlist-csv.ts';
import { WatchlistTable } from '../watchlist/watchlist-table.tsx';
import styles from './page.module.css';

export function WatchlistPage() {
  const symbols = useWatchlist();
  const listings = useListings(symbols);
  const { store } = useLive().quotes;
  const [editing, setEditing] = useState(false);

  function exportCsv(): void {
    const rows = symbols.map((symbol) => ({
      symbol,
      name: listings.of.get(symbol)?.name ?? null,
      quote: store.get(symbol),
    }));
    downloadText(`watchlist-${newYorkDate(Date.now())}.csv`, 'text/csv', watchlistCsv(rows));
  }

  return (
    <div className={styles.page}>
      <title>Watchlist · LZStock</title>
      <h1 className="visually-hidden">Watchlist</h1>
      <Panel
        title="Watchlist"
        scope={symbols.length > 0 && `${symbols.length} ${symbols.length === 1 ? 'symbol' : 'symbols'}`}
        actions={
          symbols.length > 0 && (
            <>
              <button
                type="button"
                className={`${button.button} ${button.quiet} ${button.touchOnly}`}
                aria-pressed={editing}
                onClick={() => setEditing(!editing)}
              >
                {editing ? 'Done' : 'Edit'}
              </button>
              <button type="button" className={`${button.button} ${button.quiet}`} onClick={exportCsv}>
                <Icon name="download" size={14} />
                CSV
              </button>
            </>
          )
        }
      >
        {symbols.length === 0 ? <EmptyWatchlist /> : <WatchlistTable editing={editing} />}
      </Panel>
    </div>
  );
}
