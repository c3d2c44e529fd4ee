import type { LiveConnection, LiveStatus } from '@lzstock/live/connection';
import type { Standing } from '@lzstock/live/newest-store';
import { createContext, type ReactNode, useContext, useEffect, useSyncExternalStore } from 'react';
import type { LiveQuoteFragment } from '../../generated/operations.ts';
import type { Feed, LiveQuotes } from './live-quotes.ts';

export interface Live {
  readonly connection: LiveConnection;
  readonly quotes: LiveQuotes;
}

const LiveContext = createContext<Live | null>(null);

export function LiveProvider({ live, children }: { live: Live; children: ReactNode }) {
  return <LiveContext value={live}>{children}</LiveContext>;
}

export function useLive(): Live {
  const live = useContext(LiveContext);
  if (!live) throw new Error('expected a LiveProvider above this component, came none');
  return live;
}

export function useLiveStatus(): LiveStatus {
  const { connection } = useLive();
  return useSyncExternalStore(connection.onStatus, connection.status);
}

export function useFeed(): Feed | null {
  const { quotes } = useLive();
  return useSyncExternalStore(quotes.onFeed, quotes.feed);
}

/** The newest quote of `symbol`, streamed while the component is mounted. */
export function useQuote(symbol: string): LiveQuoteFragment | undefined {
  const { quotes } = useLive();
  useEffect(() => quotes.watch(symbol), [quotes, symbol]);
  return useQuoteField(symbol, (quote) => quote);
}

/** One figure of the newest quote; the component renders again only when that figure changed. */
export function useQuoteField<T>(symbol: string, select: (quote: LiveQuoteFragment) => T): T | undefined {
  const { store } = useLive().quotes;
  return useSyncExternalStore(
    (listener) => store.subscribe(symbol, listener),
    () => {
      const quote = store.get(symbol);
      return quote && select(quote);
    },
  );
}

/** Whether the quote shown is still heard of. */
export function useStanding(symbol: string): Standing {
  const { store } = useLive().quotes;
  return useSyncExternalStore(
    (listener) => store.subscribe(symbol, listener),
    () => store.standing(symbol),
  );
}

/** Streams `symbols` while mounted, without rendering on their ticks. */
export function useWatch(symbols: readonly string[]): void {
  const { quotes } = useLive();
  const key = symbols.join(' ');
  useEffect(() => {
    const leaves = key === '' ? [] : key.split(' ').map((symbol) => quotes.watch(symbol));
    return () => {
      for (const leave of leaves) leave();
    };
  }, [quotes, key]);
}
