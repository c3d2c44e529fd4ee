import button from '../ui/button.module.css';
import styles from './empty-watchlist.module.css';
import { useWatchlistActions } from './watchlist-context.tsx';

const suggested = ['AAPL', 'MSFT', 'NVDA', 'AMZN', 'GOOGL', 'TSLA'] as const;

export function EmptyWatchlist() {
  const { add } = useWatchlistActions();
  return (
    <div className={styles.empty}>
      <p className={styles.title}>Nothing on the watchlist yet</p>
      <p className={styles.text}>
        Press <kbd>/</kbd> to search a company, open it, and press <kbd>a</kbd> to add it. The list stays in this
        browser. Or begin with one of these:
      </p>
      <div className={styles.choices}>
        {suggested.map((symbol) => (
          <button key={symbol} type="button" className={button.button} onClick={() => add(symbol)}>
            + {symbol}
          </button>
        ))}
      </div>
    </div>
  );
}
