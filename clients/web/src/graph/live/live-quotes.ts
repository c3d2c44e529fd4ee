import type { GraphQLError } from 'graphql';
import type { LiveQuoteFragment, LiveQuotesSubscription } from '../../generated/operations.ts';
import { backoffDelay } from './backoff.ts';
import type { LiveConnection } from './connection.ts';
import { createQuoteStore, type QuoteStore, type Schedule } from './quote-store.ts';
import { planStreams } from './symbol-plan.ts';

/** Additions are gathered this long, so that a page of rows opens one stream. */
const gatherMs = 15;
/** A symbol nobody watches stays this long: the next page often shows it again. */
const lingerMs = 3_000;

/** Where prices come from. */
export interface Feed {
  readonly source: string;
  readonly simulated: boolean;
}

export interface LiveQuotes {
  readonly store: QuoteStore<LiveQuoteFragment>;
  /** The feed of the newest quote; null before the first one. */
  feed(): Feed | null;
  onFeed(listener: () => void): () => void;
  /** Streams `symbol` until the returned function is called; watchers of the same symbol share it. */
  watch(symbol: string): () => void;
}

interface Stream {
  readonly symbols: readonly string[];
  readonly stop: () => void;
}

interface Settings {
  readonly connection: LiveConnection;
  /** The subscription operation; its only variable is `symbols`. */
  readonly query: string;
  readonly schedule: Schedule;
  readonly random?: () => number;
}

export function createLiveQuotes({ connection, query, schedule, random = Math.random }: Settings): LiveQuotes {
  const store = createQuoteStore<LiveQuoteFragment>(schedule);
  const watchers = new Map<string, number>();
  const lingering = new Map<string, ReturnType<typeof setTimeout>>();
  let streams: Stream[] = [];
  let gathering: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let feed: Feed | null = null;
  const feedListeners = new Set<() => void>();

  function noteFeed({ source, simulated }: LiveQuoteFragment): void {
    if (feed?.source === source && feed.simulated === simulated) return;
    feed = { source, simulated };
    for (const listener of feedListeners) listener();
  }

  function rearrange(): void {
    gathering = undefined;
    const plan = planStreams(streams, new Set(watchers.keys()));
    for (const stream of plan.close) close(stream);
    let replaced = [...plan.replace];
    for (const symbols of plan.open) {
      open(symbols, () => {
        for (const stream of replaced) close(stream);
        replaced = [];
      });
    }
  }

  function gather(ms: number): void {
    if (gathering === undefined) gathering = setTimeout(rearrange, ms);
  }

  function open(symbols: readonly string[], onFirst: () => void): void {
    let spoken = false;
    const stop = connection.subscribe(
      { query, variables: { symbols } },
      {
        next(data) {
          failures = 0;
          const quote = (data as LiveQuotesSubscription).quotes;
          store.offer(quote, 'stream');
          noteFeed(quote);
          if (!spoken) onFirst();
          spoken = true;
        },
        end: (errors) => reopen(stream, errors),
      },
    );
    const stream: Stream = { symbols, stop };
    streams.push(stream);
  }

  function close(stream: Stream): void {
    streams = streams.filter((other) => other !== stream);
    stream.stop();
  }

  /** One symbol the server refuses must not silence the others, so a refused list is halved until the bad one stands alone. */
  function reopen(stream: Stream, errors: readonly GraphQLError[]): void {
    streams = streams.filter((other) => other !== stream);
    const refused = errors.some((error) => error.extensions?.code === 'BAD_INPUT');
    if (refused && stream.symbols.length === 1) {
      streams.push({ symbols: stream.symbols, stop: () => {} });
      return;
    }
    if (refused) {
      const half = Math.ceil(stream.symbols.length / 2);
      open(stream.symbols.slice(0, half), () => {});
      open(stream.symbols.slice(half), () => {});
      return;
    }
    setTimeout(() => gather(0), 500 + backoffDelay(failures++, random));
  }

  return {
    store,
    feed: () => feed,
    onFeed(listener) {
      feedListeners.add(listener);
      return () => feedListeners.delete(listener);
    },
    watch(symbol) {
      clearTimeout(lingering.get(symbol));
      lingering.delete(symbol);
      const before = watchers.get(symbol);
      watchers.set(symbol, (before ?? 0) + 1);
      if (before === undefined) gather(gatherMs);
      let left = false;
      return () => {
        if (left) return;
        left = true;
        const rest = (watchers.get(symbol) ?? 1) - 1;
        watchers.set(symbol, rest);
        if (rest > 0) return;
        const drop = () => {
          lingering.delete(symbol);
          watchers.delete(symbol);
          gather(gatherMs);
        };
        lingering.set(symbol, setTimeout(drop, lingerMs));
      };
    },
  };
}
