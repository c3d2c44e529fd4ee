import { createContext, type ReactNode, useContext, useMemo, useSyncExternalStore } from 'react';
import { notify } from '../ui/toast-store.ts';
import { addSymbol, longestWatchlist, moveSymbol, removeSymbol, type Watchlist } from './watchlist.ts';
import type { WatchlistStore } from './watchlist-store.ts';

const WatchlistContext = createContext<WatchlistStore | null>(null);

export function WatchlistProvider({ store, children }: { store: WatchlistStore; children: ReactNode }) {
  return <WatchlistContext value={store}>{children}</WatchlistContext>;
}

export interface WatchlistActions {
  readonly add: (symbol: string) => void;
  readonly remove: (symbol: string) => void;
  readonly move: (symbol: string, to: number) => void;
}

function useStore(): WatchlistStore {
  const store = useContext(WatchlistContext);
  if (!store) throw new Error('expected a WatchlistProvider above this component, came none');
  return store;
}

export function useWatchlist(): Watchlist {
  const store = useStore();
  return useSyncExternalStore(store.subscribe, store.get);
}

export function useWatchlistActions(): WatchlistActions {
  const store = useStore();
  return useMemo(
    () => ({
      add(symbol) {
        const full = store.get().length >= longestWatchlist;
        store.change((list) => addSymbol(list, symbol));
        notify({
          text: full ? `A watchlist holds ${longestWatchlist} symbols at most` : `${symbol} is on the watchlist`,
        });
      },
      remove(symbol) {
        const at = store.get().indexOf(symbol);
        if (at < 0) return;
        store.change((list) => removeSymbol(list, symbol));
        notify({
          text: `${symbol} removed from the watchlist`,
          action: { name: 'Undo', run: () => store.change((list) => addSymbol(list, symbol, at)) },
        });
      },
      move: (symbol, to) => store.change((list) => moveSymbol(list, symbol, to)),
    }),
    [store],
  );
}
