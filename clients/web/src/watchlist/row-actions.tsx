import button from '../ui/button.module.css';
import { Icon } from '../ui/icon.tsx';
import type { WatchlistActions } from './watchlist-context.tsx';

interface RowActionsProps {
  readonly symbol: string;
  readonly index: number;
  readonly count: number;
  /** Whether the buttons are in the tab order: only those of the active row are. */
  readonly reachable: boolean;
  readonly actions: WatchlistActions;
}

export function RowActions({ symbol, index, count, reachable, actions }: RowActionsProps) {
  const tabIndex = reachable ? 0 : -1;
  return (
    <div>
      <button
        type="button"
        className={button.icon}
        tabIndex={tabIndex}
        disabled={index === 0}
        aria-label={`Move ${symbol} up`}
        onClick={() => actions.move(symbol, index - 1)}
      >
        <Icon name="up" />
      </button>
      <button
        type="button"
        className={button.icon}
        tabIndex={tabIndex}
        disabled={index === count - 1}
        aria-label={`Move ${symbol} down`}
        onClick={() => actions.move(symbol, index + 1)}
      >
        <Icon name="down" />
      </button>
      <button
        type="button"
        className={button.icon}
        tabIndex={tabIndex}
        aria-label={`Remove ${symbol}`}
        onClick={() => actions.remove(symbol)}
      >
        <Icon name="trash" />
      </button>
    </div>
  );
}
