import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freePort } from '@lzstock/kit/local/free-port';
import { describeWithRedis } from '@lzstock/kit/testing/needs';
import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { ask, eventually } from './graph.ts';
import { type Started, startAsProcess } from './started.ts';

interface Event {
  readonly symbol: string;
  readonly state: string;
  readonly epoch: string;
  readonly seq: number;
}

const joined = '{ instruments(symbols: ["NVDA", "AAPL"]) { symbol company { cik } quote { last } } }';
type Joined = { instruments: { symbol: string; company: { cik: string }; quote: { last: string } | null }[] };

await describeWithRedis('with every service a process of its own', (url) => {
  let dataDir: string;
  let product: Started;
  let client: Client;
  const events: Event[] = [];
  let closes = 0;
  let unsubscribe: () => void;

  const pid = (name: string): number => {
    const pids = [...product.said().matchAll(new RegExp(`${name}\\s+pid (\\d+)\\s+http`, 'g'))];
    return Number(pids.at(-1)?.[1]);
  };
  const since = (from: number, matches: (event: Event) => boolean) =>
    eventually('such an event', async () => events.slice(from).find(matches));

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'lzstock-bad-'));
    const env = { PORT: String(await freePort()), DATA_DIR: dataDir, REDIS_URL: url() };
    product = await startAsProcess({ script: 'services', env });
    client = createClient({
      url: `${product.origin.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
    });
    client.on('closed', () => closes++);
    unsubscribe = client.subscribe<{ quotes: Event }>(
      { query: 'subscription { quotes(symbols: ["NVDA", "AAPL"]) { symbol state epoch seq } }' },
      {
        next: ({ data }) => data && events.push(data.quotes),
        error: (error) => events.push({ symbol: `error ${JSON.stringify(error)}`, state: '', epoch: '', seq: 0 }),
        complete: () => undefined,
      },
    );
    await since(0, ({ state }) => state === 'LIVE');
  });

  afterAll(async () => {
    unsubscribe?.();
    await client?.dispose();
    await product?.end();
    await rm(dataDir, { recursive: true, force: true });
  });

  describe('when market is killed', () => {
    it('company fields still answer with one masked error, streams stay open, go stale, and live again by themselves', async () => {
      await eventually('prices', async () =>
        (await ask<Joined>(product.origin, joined)).data?.instruments.every((row) => row.quote),
      );
      const killed = pid('market');
      const from = events.length;
      process.kill(killed, 'SIGKILL');

      const partial = await eventually('an answer without market', async () => {
        const answer = await ask<Joined>(product.origin, joined);
        return answer.errors && answer;
      });
      expect(partial.status).toBe(200);
      expect(partial.data?.instruments.map((row) => [row.symbol, row.company.cik, row.quote])).toEqual([
        ['NVDA', '0001045810', null],
        ['AAPL', '0000320193', null],
      ]);
      expect(partial.errors).toHaveLength(1);
      expect(partial.errors?.[0]?.extensions).toEqual({ code: 'SUBGRAPH_UNAVAILABLE' });
      expect(partial.errors?.[0]?.path?.[0]).toBe('instruments');

      await since(from, ({ symbol, state }) => symbol === 'NVDA' && state === 'STALE');
      const stale = events.length;
      await eventually('market as another process', async () => pid('market') !== killed);
      const before = events.slice(0, stale).findLast(({ symbol }) => symbol === 'NVDA')!;
      await since(stale, ({ symbol, state, epoch }) => symbol === 'NVDA' && state === 'LIVE' && epoch > before.epoch);
      expect(closes).toBe(0);
      const own = events.filter(({ symbol }) => symbol === 'NVDA');
      expect(own.toSorted((a, b) => a.epoch.localeCompare(b.epoch) || a.seq - b.seq)).toEqual(own);
    });
  });

  describe('when companies is killed', () => {
    it('prices still answer and stream, and names come back by themselves', async () => {
      const killed = pid('companies');
      const from = events.length;
      process.kill(killed, 'SIGKILL');
      await since(from + 4, ({ state }) => state === 'LIVE');
      await eventually('companies as another process', async () => pid('companies') !== killed);
      await eventually('the whole answer', async () => {
        const { data, errors } = await ask<Joined>(product.origin, joined);
        return !errors && data?.instruments.every((row) => row.company && row.quote);
      });
      expect(closes).toBe(0);
    });
  });
});
