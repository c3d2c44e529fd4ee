import { setTimeout as pause } from 'node:timers/promises';
import { createLog } from '@lzstock/kit/log';
import { memoryRedis } from '@lzstock/kit/redis/memory';
import type { Redis } from '@lzstock/kit/redis/ports';
import { connectRedis } from '@lzstock/kit/redis/server';
import { type TestDatabase, testDatabase } from '@lzstock/kit/testing/database';
import type { CompaniesEvent } from '@lzstock/schema/companies/events';
import { companiesEvents } from '@lzstock/schema/companies/events';
import { createClient } from 'graphql-ws';
import { type MarketConfig, type StartedMarket, startMarket } from '../src/market.ts';

export const log = createLog({ name: 'market-test', level: process.env.LOG_LEVEL ?? 'silent' });

/** Waits until `look` answers something, at most ten seconds. */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | null | undefined | false> | T | null | undefined | false,
): Promise<T> {
  const end = Date.now() + 10_000;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) throw new Error(`waited ten seconds for ${what}`);
    await pause(15);
  }
}

export const changed = (symbol: string, active = true): CompaniesEvent => ({
  type: 'InstrumentChanged',
  version: 1,
  symbol,
  name: symbol,
  exchange: 'NASDAQ',
  kind: 'COMMON_STOCK',
  currency: 'USD',
  active,
  cik: null,
});

/** Tells the facts of `companies`, as its relay would. */
export function companiesTeller(redis: Redis) {
  let position = 0;
  return async (events: readonly CompaniesEvent[]): Promise<void> => {
    const letters = events.map((event) => {
      position++;
      return JSON.stringify({
        epoch: 1,
        position,
        key: 'symbol' in event ? event.symbol : event.to,
        recordedAt: new Date().toISOString(),
        event,
      });
    });
    await redis.streams.append(companiesEvents, letters, 100_000);
  };
}

export interface World extends AsyncDisposable {
  readonly market: StartedMarket;
  readonly redis: Redis;
  readonly database: TestDatabase;
  tell(events: readonly CompaniesEvent[]): Promise<void>;
  list(...symbols: string[]): Promise<void>;
}

/** One market with a database of its own, on the Redis at `redisUrl` or in memory. */
export async function world(
  options: { readonly redisUrl?: string; readonly config?: Partial<MarketConfig> } = {},
): Promise<World> {
  await using parts = new AsyncDisposableStack();
  const database = parts.use(await testDatabase());
  const redis = parts.use(options.redisUrl ? await connectRedis(options.redisUrl, { log }) : memoryRedis());
  const market = parts.use(await startMarket({ databaseUrl: database.url, redis, port: 0, log, ...options.config }));
  const tell = companiesTeller(redis);
  const moved = parts.move();
  return {
    market,
    redis,
    database,
    tell,
    async list(...symbols) {
      await tell(symbols.map((symbol) => changed(symbol)));
      await eventually(`${symbols} to be listed`, async () => {
        await market.listing.refresh();
        return symbols.every((symbol) => market.listing.find(symbol));
      });
    },
    [Symbol.asyncDispose]: () => moved.disposeAsync(),
  };
}

export interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: data of any query
  readonly data?: any;
  readonly errors?: readonly {
    readonly message: string;
    readonly extensions?: { readonly code?: string; readonly argument?: string };
  }[];
}

export async function ask(url: string, query: string, variables: Record<string, unknown> = {}): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as Answer;
}

/** Asks for fields of instruments as the gateway does. */
export async function instruments(url: string, symbols: readonly string[], fields: string): Promise<Answer> {
  const answer = await ask(
    url,
    `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Instrument { symbol ${fields} } } }`,
    { of: symbols.map((symbol) => ({ __typename: 'Instrument', symbol })) },
  );
  return { ...answer, data: answer.data?._entities };
}

export interface Reader extends AsyncDisposable {
  readonly events: Answer[];
  /** The next event that fits, among those not yet taken. */
  next(fits?: (answer: Answer) => boolean): Promise<Answer>;
}

/** Subscribes over a socket of its own. */
export function read(url: string, query: string, variables: Record<string, unknown> = {}): Reader {
  const client = createClient({ url: url.replace('http', 'ws'), retryAttempts: 0 });
  const events: Answer[] = [];
  let taken = 0;
  let failure: unknown = null;
  const ended = Promise.withResolvers<void>();
  const leave = client.subscribe(
    { query, variables },
    {
      next: (value) => events.push(value as Answer),
      error: (error) => {
        failure = error;
        if (Array.isArray(error)) events.push({ errors: error });
        ended.resolve();
      },
      complete: () => ended.resolve(),
    },
  );
  return {
    events,
    next: (fits = () => true) =>
      eventually(`an event of ${query}`, () => {
        while (taken < events.length) {
          const event = events[taken++] as Answer;
          if (fits(event)) return event;
        }
        if (failure && !Array.isArray(failure)) throw failure;
        return null;
      }),
    async [Symbol.asyncDispose]() {
      leave();
      await client.dispose();
    },
  };
}
