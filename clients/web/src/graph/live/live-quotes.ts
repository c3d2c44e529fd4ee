import type { LiveConnection } from '@lzstock/live/connection';
import { createLiveValues, type LiveValues } from '@lzstock/live/live-values';
import type { Schedule } from '@lzstock/live/schedule';
import type { LiveQuoteFragment, LiveQuotesSubscription } from '../../generated/operations.ts';

/** Where prices come from. */
export interface Feed {
  readonly source: string;
  readonly simulated: boolean;
}

/** The newest quotes of the symbols somebody watches. */
export interface LiveQuotes extends LiveValues<LiveQuoteFragment> {
  /** The feed of the newest quote; null before the first one. */
  feed(): Feed | null;
  onFeed(listener: () => void): () => void;
}

interface Settings {
  readonly connection: LiveConnection;
  /** The subscription operation; its only variable is `symbols`. */
  readonly query: string;
  readonly schedule: Schedule;
}

export function createLiveQuotes({ connection, query, schedule }: Settings): LiveQuotes {
  const listeners = new Set<() => void>();
  let feed: Feed | null = null;

  const values = createLiveValues<LiveQuoteFragment>({
    connection,
    query,
    schedule,
    variable: 'symbols',
    read: (data: LiveQuotesSubscription) => data.quotes,
    key: (quote) => quote.symbol,
    place: (quote) => quote,
    isStale: (quote) => quote.state === 'STALE',
    taken({ source, simulated }) {
      if (feed?.source === source && feed.simulated === simulated) return;
      feed = { source, simulated };
      for (const listener of listeners) listener();
    },
  });

  return {
    ...values,
    feed: () => feed,
    onFeed(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
