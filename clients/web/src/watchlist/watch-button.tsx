import button from '../ui/button.module.css';
import { Icon } from '../ui/icon.tsx';
import { useShortcuts } from '../ui/shortcut/use-shortcuts.ts';
import { useWatchlist, useWatchlistActions } from './watchlist-context.tsx';

/** Puts `symbol` on the watchlist or takes it off, also with the key `a`. */
export function WatchButton({ symbol }: { symbol: string }) {
  const watched = useWatchlist().includes(symbol);
  const { add, remove } = useWatchlistActions();
  const toggle = () => (watched ? remove(symbol) : add(symbol));
  useShortcuts([{ keys: ['a'], says: 'Add to or remove from the watchlist', run: toggle }]);
  return (
    <button
      type="button"
      className={watched ? button.button : `${button.button} ${button.primary}`}
      aria-pressed={watched}
      aria-keyshortcuts="a"
      aria-label={watched ? 'On watchlist' : 'Add to watchlist'}
      title={watched ? 'Remove from the watchlist (a)' : 'Add to the watchlist (a)'}
      onClick={toggle}
    >
      <Icon name="star" size={15} filled={watched} />
      <span className={button.label}>{watched ? 'On watchlist' : 'Add to watchlist'}</span>
    </button>
  );
}
