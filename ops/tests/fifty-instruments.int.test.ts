import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startCompanies } from '@lzstock/companies/companies';
import { type Gateway, startGateway } from '@lzstock/gateway/gateway';
import { loadSupergraph } from '@lzstock/gateway/supergraph';
import { createLog } from '@lzstock/kit/log';
import type { Redis } from '@lzstock/kit/redis/ports';
import { connectRedis } from '@lzstock/kit/redis/server';
import { type CountedRedis, countedRedis } from '@lzstock/kit/testing/count-redis';
import { countSql } from '@lzstock/kit/testing/count-sql';
import { type TestDatabase, testDatabase } from '@lzstock/kit/testing/database';
import { describeWithRedis } from '@lzstock/kit/testing/needs';
import { type StartedMarket, startMarket } from '@lzstock/market/market';
import { ask, eventually } from '../e2e/graph.ts';

const log = createLog({ name: 'test', level: 'silent' });
const reads = new Set(['get', 'mget', 'hget', 'hmget', 'hgetall']);
const symbols = [
  'AAPL MSFT NVDA AMZN GOOGL GOOG META TSLA AVGO JPM LLY V MA UNH XOM COST HD PG JNJ NFLX BAC ABBV KO CRM ORCL CVX MRK',
  'AMD PEP LIN TMO WFC ADBE MCD DIS CSCO ABT QCOM GE TXN IBM CAT VZ INTU NOW ISRG PFE GS RTX BRK.B',
]
  .join(' ')
  .split(' ')
  .slice(0, 50);

await describeWithRedis('one query of instruments with company and quote', (url) => {
  let databases: TestDatabase[];
  let counted: CountedRedis;
  let redis: Redis;
  let companies: Awaited<ReturnType<typeof startCompanies>>;
  let market: StartedMarket;
  let gateway: Gateway;

  beforeAll(async () => {
    databases = await Promise.all([testDatabase(), testDatabase()]);
    counted = await countedRedis(url());
    redis = await connectRedis(counted.url, { log });
    companies = await startCompanies({ databaseUrl: databases[0]!.url, redis, port: 0, log });
    market = await startMarket({ databaseUrl: databases[1]!.url, redis, port: 0, log });
    gateway = await startGateway({
      supergraphSdl: await loadSupergraph(undefined),
      subgraphUrls: { companies: companies.url, market: market.url },
      port: 0,
      flushMs: 100,
      limits: true,
      // It asks over and over until all have a price, which on a slow machine is more than a visitor may.
      allowances: { visitor: { capacity: 1e9, perSecond: 1e9 } },
      csrf: true,
      introspection: false,
      allowedOrigins: [],
      log,
    });
    await eventually('prices of all', async () => (await query(50)).every((row) => row.quote?.last));
  }, 120_000);

  afterAll(async () => {
    await gateway?.[Symbol.asyncDispose]();
    await market?.[Symbol.asyncDispose]();
    await companies?.[Symbol.asyncDispose]();
    await redis?.[Symbol.asyncDispose]();
    await counted?.[Symbol.asyncDispose]();
    await Promise.all((databases ?? []).map((database) => database[Symbol.asyncDispose]()));
  });

  interface Row {
    readonly symbol: string;
    readonly company: { readonly cik: string } | null;
    readonly quote: { readonly last: string | null } | null;
  }

  async function query(count: number): Promise<readonly Row[]> {
    const text =
      'query ($symbols: [ID!]!) { instruments(symbols: $symbols) { symbol name company { cik name } quote { last } } }';
    const origin = gateway.url.replace('/graphql', '');
    const { data, errors } = await ask<{ instruments: Row[] }>(origin, text, { symbols: symbols.slice(0, count) });
    if (errors) throw new Error(JSON.stringify(errors));
    return data!.instruments;
  }

  async function cost(count: number) {
    const { result: inner, commands } = await counted.count(() =>
      countSql(companies.database.orm, () => countSql(market.database.orm, () => query(count))),
    );
    expect(inner.result.result).toHaveLength(count);
    const { instrument = 0, company = 0 } = inner.tables;
    const { listed_instrument = 0, candle = 0 } = inner.result.tables;
    return { instrument, company, listed_instrument, candle, redis: commands.filter((name) => reads.has(name)).length };
  }

  /** What the query itself costs is there in every run; what runs beside it is not. */
  async function leastCost(count: number) {
    const first = await cost(count);
    const runs = [first];
    while (runs.length < 6) runs.push(await cost(count));
    const least = Object.keys(first).map((key) => [key, Math.min(...runs.map((run) => run[key as keyof typeof run]))]);
    return Object.fromEntries(least) as typeof first;
  }

  it('costs at most one SQL statement per table and one Redis read, however many there are', async () => {
    const few = await leastCost(2);
    const many = await leastCost(50);
    expect(many).toEqual({ instrument: 1, company: 1, listed_instrument: 0, candle: 0, redis: 1 });
    expect(few).toEqual(many);
  });
});
