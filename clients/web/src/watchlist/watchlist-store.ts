import { readWatchlist, type Watchlist, writeWatchlist } from './watchlist.ts';

export interface WatchlistStore {
  get(): Watchlist;
  subscribe(listener: () => void): () => void;
  change(next: (list: Watchlist) => Watchlist): void;
}

export const storageKey = 'lzstock.watchlist';
const unreadableKey = `${storageKey}.unreadable`;

type Drawer = Pick<Storage, 'getItem' | 'setItem'>;

/**
 * The watchlist of this browser. Other tabs are heard through `changes`, the window's `storage` events. A text that cannot be read is kept aside
 * rather than overwritten, and where storage is refused the list lives as long as the page.
 */
export function createWatchlistStore(drawer: Drawer, changes: EventTarget): WatchlistStore {
  const listeners = new Set<() => void>();
  let list = read();

  function read(): Watchlist {
    try {
      const text = drawer.getItem(storageKey);
      if (text === null) return [];
      const found = readWatchlist(text);
      if (!found) drawer.setItem(unreadableKey, text);
      return found ?? [];
    } catch {
      return [];
    }
  }

  function tell(next: Watchlist): void {
    list = next;
    for (const listener of listeners) listener();
  }

  changes.addEventListener('storage', (event) => {
    const { key } = event as StorageEvent;
    if (key === storageKey || key === null) tell(read());
  });

  return {
    get: () => list,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    change(next) {
      const changed = next(list);
      if (changed === list) return;
      try {
        drawer.setItem(storageKey, writeWatchlist(changed));
      } catch {}
      tell(changed);
    },
  };
}
