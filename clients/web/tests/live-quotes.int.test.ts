import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createLiveConnection, type LiveConnection } from '@lzstock/live/connection';
import { within } from '@lzstock/live/schedule';
import { buildSchema } from 'graphql';
import { useServer as serveGraph } from 'graphql-ws/use/ws';
import { stringifyDocument } from 'urql';
import { WebSocketServer } from 'ws';
import { LiveQuotesDocument, type QuoteState } from '../src/generated/operations.ts';
import { createLiveQuotes, type LiveQuotes } from '../src/graph/live/live-quotes.ts';

const supergraph = readFileSync(new URL('../../../schema/supergraph.graphql', import.meta.url), 'utf8');
const schema = buildSchema(supergraph, { assumeValid: true });

let wss: WebSocketServer;
let connection: LiveConnection;
let quotes: LiveQuotes;
let state: QuoteState;
let silent: boolean;

async function* stream(symbols: readonly string[]) {
  for (let seq = 1; ; seq++) {
    for (const symbol of silent ? [] : symbols) {
      yield {
        quotes: {
          symbol,
          last: '1.25',
          previousClose: '1.00',
          change: '0.25',
          changePercent: '25',
          asOf: new Date(0),
          receivedAt: new Date(0),
          source: 'a made-up feed',
          simulated: true,
          state,
          epoch: '2026',
          seq,
        },
      };
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function eventually(holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 8_000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`expected within 8 s: ${holds}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

beforeEach(async () => {
  state = 'LIVE';
  silent = false;
  wss = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await new Promise((resolve) => wss.once('listening', resolve));
  serveGraph(
    { schema, roots: { subscription: { quotes: ({ symbols }: { symbols: string[] }) => stream(symbols) } } },
    wss,
  );
  const { port } = wss.address() as AddressInfo;
  connection = createLiveConnection({ url: `ws://127.0.0.1:${port}`, random: () => 0.05 });
  quotes = createLiveQuotes({ connection, query: stringifyDocument(LiveQuotesDocument), schedule: within(5) });
});
afterEach(async () => {
  quotes[Symbol.dispose]();
  connection[Symbol.dispose]();
  for (const socket of wss.clients) socket.terminate();
  await new Promise((resolve) => wss.close(resolve));
});

describe('the quotes of the app, asked of the real graph', () => {
  it('come into the store and tell their feed', async () => {
    expect(quotes.feed()).toBeNull();
    quotes.watch('NVDA');
    await eventually(() => quotes.store.get('NVDA') !== undefined);
    expect(quotes.store.get('NVDA')).toMatchObject({ symbol: 'NVDA', last: '1.25', state: 'LIVE' });
    expect(quotes.store.standing('NVDA')).toBe('fresh');
    expect(quotes.feed()).toEqual({ source: 'a made-up feed', simulated: true });
  });

  it('are stale when the graph says so', async () => {
    state = 'STALE';
    quotes.watch('NVDA');
    await eventually(() => quotes.store.standing('NVDA') === 'stale');
  });

  it('are kept and lost without a connection, and until they are heard of again', async () => {
    quotes.watch('NVDA');
    await eventually(() => quotes.store.standing('NVDA') === 'fresh');
    silent = true;
    for (const socket of wss.clients) socket.close(1012);
    await eventually(() => quotes.store.standing('NVDA') === 'lost');
    await eventually(() => connection.status().phase === 'live');
    expect([quotes.store.standing('NVDA'), quotes.store.get('NVDA')?.last]).toEqual(['lost', '1.25']);
    silent = false;
    await eventually(() => quotes.store.standing('NVDA') === 'fresh');
  });
});
