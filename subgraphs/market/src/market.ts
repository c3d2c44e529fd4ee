import { readFileSync } from 'node:fs';
import { type Database, openDatabase } from '@lzstock/kit/database';
import { consume } from '@lzstock/kit/events/inbox';
import type { Log } from '@lzstock/kit/log';
import type { Redis } from '@lzstock/kit/redis/ports';
import { serve } from '@lzstock/kit/serve';
import type { SubgraphKeys } from '@lzstock/kit/signature/signature';
import { type CompaniesEvent, companiesEvents } from '@lzstock/schema/companies/events';
import { Registry } from 'prom-client';
import { migrations } from '../migrations/migrations.ts';
import { CandleHistory } from './candle/candle-history.ts';
import { claimCandles } from './candle/candle-origin.ts';
import { CandleReader } from './candle/candle-reader.ts';
import { CandleStore } from './candle/candle-store.ts';
import { keepEnded, tendDaily } from './candle/kept-candles.ts';
import { LiveCandles } from './candle/live-candles.ts';
import { type Clock, systemClock } from './clock.ts';
import { createContext } from './context.ts';
import type { Feed } from './feed/feed.ts';
import { openFeed } from './feed/open-feed.ts';
import { Ingest } from './ingest/ingest.ts';
import { ingestMetrics } from './ingest/ingest-metrics.ts';
import { Interest } from './ingest/interest.ts';
import { InterestTeller } from './ingest/interest-channel.ts';
import { runIngest } from './ingest/run-ingest.ts';
import { hearCompanies } from './listing/hear-companies.ts';
import { ListedInstrumentSchema } from './listing/listed-instrument.ts';
import { Listing } from './listing/listing.ts';
import { FirstQuotes } from './quote/first-quotes.ts';
import { liveMetrics } from './quote/live-metrics.ts';
import { LiveQuotes } from './quote/live-quotes.ts';
import { QuoteHub } from './quote/quote-hub.ts';
import { QuoteReader } from './quote/quote-reader.ts';
import { resolvers } from './resolvers.ts';
import { readMarketSettings } from './settings.ts';

export const entities = [ListedInstrumentSchema];

export interface MarketConfig {
  readonly databaseUrl: string;
  readonly redis: Redis;
  readonly host?: string | undefined;
  readonly port: number;
  /** What the gateway signs its requests with; everybody may ask where null or left out. */
  readonly secrets?: SubgraphKeys | null | undefined;
  readonly log: Log;
  /** Where `FEED`, `FEED_HOURS` and `SEED` are read from; nothing where left out. */
  readonly env?: NodeJS.ProcessEnv | undefined;
  /** The machine's own where left out. */
  readonly clock?: Clock | undefined;
  /** How long quotes are gathered before they are told, in milliseconds; 40 where left out. */
  readonly flushMs?: number | undefined;
  /** The feed that `FEED` names where left out. */
  readonly feed?: Feed | undefined;
}

export interface StartedMarket extends AsyncDisposable {
  readonly name: 'market';
  /** Address of the graph. */
  readonly url: string;
  readonly database: Database;
  readonly ingest: Ingest;
  readonly hub: QuoteHub;
  readonly interest: Interest;
  readonly listing: Listing;
  readonly metrics: Registry;
}

/**
 * Starts the context: migrates, hears `companies`, ingests or follows, and serves. Rejects, leaving nothing open, where a part of it fails, with a
 * `ConfigError` where `env` is wrong.
 */
export async function startMarket(config: MarketConfig): Promise<StartedMarket> {
  const { log, redis, clock = systemClock } = config;
  const settings = readMarketSettings(config.env ?? {});
  const feed = config.feed ?? openFeed(settings.feed, { seed: settings.seed, hours: settings.hours, clock });
  const metrics = new Registry();
  await using started = new AsyncDisposableStack();

  const database = started.use(await openDatabase({ url: config.databaseUrl, entities, migrations, log }));
  started.use(await tendDaily({ fork: database.fork, clock, log }));
  if (await claimCandles(database.fork(), feed.identity)) log.warn('kept candles were of another feed and are dropped');
  const listing = started.use(
    await Listing.open({ fork: database.fork, clock, log, changed: (active) => feed.cover(active) }),
  );
  started.use(
    consume<CompaniesEvent>({
      redis,
      database,
      stream: companiesEvents,
      context: 'market',
      log,
      apply: hearCompanies,
    }),
  );

  const counts = ingestMetrics(metrics);
  const ingest = new Ingest({ feed, find: listing.find, clock, log, metrics: counts });
  const interest = new Interest();
  const freshMs = 2 * feed.slowestIntervalMs + 30_000;
  const reader = new QuoteReader({
    redis,
    clock,
    log,
    freshMs,
    known: (symbol) => ingest.quote(symbol) ?? hub.last(symbol),
  });
  const hub = started.use(new QuoteHub({ redis, clock, log, newest: (symbols) => reader.newest(symbols) }));
  const teller = started.use(new InterestTeller({ redis, interest, clock, log }));
  const store = new CandleStore(database.fork);
  started.use(
    await runIngest({
      ingest,
      feed,
      interest,
      own: teller.id,
      redis,
      clock,
      flushMs: config.flushMs ?? 40,
      keep: (ended) => keepEnded(store, ended, clock.now()),
      metrics: counts,
      log,
    }),
  );

  const history = new CandleHistory({ store, feed, clock, log });
  const candles = new CandleReader({ history, feed, clock, quotes: (symbols) => reader.read(symbols) });
  const liveQuotes = new LiveQuotes({ hub, reader, interest, teller });
  const firstQuotes = new FirstQuotes({ live: liveQuotes, clock, log });
  const liveCandles = new LiveCandles({
    quotes: liveQuotes,
    candles,
    clock,
    listed: (symbol) => listing.find(symbol) !== null,
  });
  liveMetrics(metrics, hub);
  const served = started.use(
    await serve({
      name: 'market',
      typeDefs: readFileSync(new URL(import.meta.resolve('@lzstock/schema/market/market.graphql')), 'utf8'),
      resolvers,
      context: (_viewer, resume) =>
        createContext({ clock, listing, quotes: reader, firstQuotes, candles, liveQuotes, liveCandles }, resume),
      host: config.host,
      port: config.port,
      secrets: config.secrets,
      log,
      ready: () => database.ping(),
      helps: { Redis: () => redis.ping() },
      metrics,
    }),
  );
  const parts = started.move();
  return {
    name: 'market',
    url: served.url,
    database,
    ingest,
    hub,
    interest,
    listing,
    metrics,
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}
