/** Ordered symbols, each once. */
export type Watchlist = readonly string[];

export const longestWatchlist = 200;

const symbolForm = /^[A-Z0-9]{1,10}(\.[A-Z0-9]{1,4})?$/;

export function addSymbol(list: Watchlist, symbol: string, at: number = list.length): Watchlist {
  if (list.includes(symbol) || list.length >= longestWatchlist || !symbolForm.test(symbol)) return list;
  return list.toSpliced(at, 0, symbol);
}

export function removeSymbol(list: Watchlist, symbol: string): Watchlist {
  return list.includes(symbol) ? list.filter((each) => each !== symbol) : list;
}

/** Puts `symbol` at position `to` of the list; beyond an end means that end. */
export function moveSymbol(list: Watchlist, symbol: string, to: number): Watchlist {
  const from = list.indexOf(symbol);
  const target = Math.max(0, Math.min(list.length - 1, to));
  if (from < 0 || from === target) return list;
  return list.toSpliced(from, 1).toSpliced(target, 0, symbol);
}

interface Stored {
  readonly version: 1;
  readonly symbols: Watchlist;
}

export function writeWatchlist(symbols: Watchlist): string {
  return JSON.stringify({ version: 1, symbols } satisfies Stored);
}

/** What can be saved of a stored text: anything that is no symbol is left out; null where it is no watchlist at all. */
export function readWatchlist(text: string): Watchlist | null {
  try {
    const stored: unknown = JSON.parse(text);
    if (typeof stored !== 'object' || stored === null || !('symbols' in stored)) return null;
    if (!Array.isArray(stored.symbols)) return null;
    return stored.symbols
      .filter((symbol): symbol is string => typeof symbol === 'string')
      .reduce<Watchlist>((list, symbol) => addSymbol(list, symbol), []);
  } catch {
    return null;
  }
}
