import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startCompanies } from '@lzstock/companies/companies';
import { type Gateway, startGateway } from '@lzstock/gateway/gateway';
import { loadSupergraph } from '@lzstock/gateway/supergraph';
import { createLog } from '@lzstock/kit/log';
import { connectRedis } from '@lzstock/kit/redis/server';
import { testDatabase } from '@lzstock/kit/testing/database';
import { describeWithRedis } from '@lzstock/kit/testing/needs';
import { startMarket } from '@lzstock/market/market';
import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { eventually } from '../e2e/graph.ts';
import { LoadFeed } from '../load/live/load-feed.ts';

const log = createLog({ name: 'test', level: 'silent' });

interface Value {
  readonly epoch: string;
  readonly instrument: { readonly company: { readonly name: string } | null };
  readonly trades: readonly { readonly number: number; readonly price: string }[] | null;
}

await describeWithRedis('through feed, market, Redis and gateway', (url) => {
  const opened = new AsyncDisposableStack();
  let gateway: Gateway;
  let client: Client;

  beforeAll(async () => {
    const databases = [opened.use(await testDatabase()), opened.use(await testDatabase())] as const;
    const redis = opened.use(await connectRedis(url(), { log }));
    const companies = opened.use(await startCompanies({ databaseUrl: databases[0].url, redis, port: 0, log }));
    const feed = new LoadFeed(['NVDA'], 200);
    const market = opened.use(await startMarket({ databaseUrl: databases[1].url, redis, port: 0, log, feed }));
    gateway = opened.use(
      await startGateway({
        supergraphSdl: await loadSupergraph(undefined),
        subgraphUrls: { companies: companies.url, market: market.url },
        port: 0,
        flushMs: 250,
        limits: true,
        csrf: true,
        introspection: false,
        allowedOrigins: [],
        log,
      }),
    );
    client = createClient({ url: gateway.url.replace('http', 'ws'), webSocketImpl: WebSocket, retryAttempts: 0 });
    opened.defer(async () => client.dispose());
  }, 120_000);
  afterAll(async () => {
    await opened.disposeAsync();
  });

  function hear(argument: string): Value[] {
    const values: Value[] = [];
    const query = `subscription {
      quotes(symbols: ["NVDA"]${argument}) { epoch trades { number price } instrument { company { name } } }
    }`;
    client.subscribe<{ quotes: Value }>(
      { query },
      { next: ({ data }) => void (data && values.push(data.quotes)), error: () => {}, complete: () => {} },
    );
    return values;
  }

  it('every trade reaches who asked for it, in order and joined with its company, while the quotes of others give way', async () => {
    const asking = hear(', everyTrade: true');
    const plain = hear('');
    const numbers = () => asking.flatMap(({ trades }) => trades ?? []).map(({ number }) => number);
    await eventually('five hundred trades', async () => numbers().length > 500 && plain.length > 4);
    const told = numbers();
    expect(told).toEqual(told.map((_, index) => told[0]! + index));
    expect(new Set(asking.map(({ epoch }) => epoch)).size).toBe(1);
    expect(asking.at(-1)?.instrument.company?.name).toMatch(/nvidia/i);
    expect(plain.every(({ trades }) => trades === null)).toBe(true);
    expect(plain.length).toBeLessThan(asking.length);
  });
});
