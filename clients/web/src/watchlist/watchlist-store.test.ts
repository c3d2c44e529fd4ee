import { describe, expect, it } from '@jest/globals';
import { addSymbol, writeWatchlist } from './watchlist.ts';
import { createWatchlistStore, storageKey } from './watchlist-store.ts';

function drawerWith(entries: Record<string, string> = {}) {
  const items = new Map(Object.entries(entries));
  return {
    items,
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
  };
}

const storageEvent = (key: string): Event => Object.assign(new Event('storage'), { key });

describe('the watchlist of a browser', () => {
  it('is empty at first and remembered after a change', () => {
    const drawer = drawerWith();
    createWatchlistStore(drawer, new EventTarget()).change((list) => addSymbol(list, 'NVDA'));
    expect(createWatchlistStore(drawer, new EventTarget()).get()).toEqual(['NVDA']);
  });

  it('keeps a text it cannot read aside instead of losing it', () => {
    const drawer = drawerWith({ [storageKey]: '{"symbols":["AA' });
    const store = createWatchlistStore(drawer, new EventTarget());
    store.change((list) => addSymbol(list, 'NVDA'));
    expect(store.get()).toEqual(['NVDA']);
    expect(drawer.items.get(`${storageKey}.unreadable`)).toBe('{"symbols":["AA');
  });

  it('follows what another tab wrote', () => {
    const drawer = drawerWith();
    const changes = new EventTarget();
    const store = createWatchlistStore(drawer, changes);
    let heard = 0;
    store.subscribe(() => heard++);
    drawer.setItem(storageKey, writeWatchlist(['TSLA']));
    changes.dispatchEvent(storageEvent(storageKey));
    changes.dispatchEvent(storageEvent('something.else'));
    expect(store.get()).toEqual(['TSLA']);
    expect(heard).toBe(1);
  });

  it('lives with the page where storage is refused', () => {
    const refuse = () => {
      throw new Error('denied');
    };
    const store = createWatchlistStore({ getItem: refuse, setItem: refuse }, new EventTarget());
    store.change((list) => addSymbol(list, 'NVDA'));
    expect(store.get()).toEqual(['NVDA']);
  });
});
