import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freePort } from '@lzstock/kit/local/free-port';
import { subgraphs } from '@lzstock/schema/subgraphs';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { ask, eventually } from './graph.ts';
import { type Started, startAsProcess } from './started.ts';

const twoSubgraphs = `query ($symbols: [ID!]!) {
  instruments(symbols: $symbols) { symbol name company { cik name } quote { last state simulated source } }
}`;

interface Row {
  symbol: string;
  name: string | null;
  company: { cik: string; name: string | null } | null;
  quote: { last: string; state: string; simulated: boolean; source: string } | null;
}

let dataDir: string;
let product: Started;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'lzstock-e2e-'));
  product = await startAsProcess({ script: 'start', env: { PORT: String(await freePort()), DATA_DIR: dataDir } });
});

afterAll(async () => {
  await product?.end();
  await rm(dataDir, { recursive: true, force: true });
});

const priced = (symbols: string[]) =>
  eventually('a price of every symbol', async () => {
    const { data } = await ask<{ instruments: (Row | null)[] }>(product.origin, twoSubgraphs, { symbols });
    return data?.instruments.every((row) => row?.quote?.last) && data.instruments;
  });

describe('the whole product from one command', () => {
  it('answers one query from two subgraphs', async () => {
    const [nvda, brk] = await priced(['NVDA', 'brk-b']);
    expect(nvda).toMatchObject({
      symbol: 'NVDA',
      company: { cik: '0001045810' },
      quote: { simulated: true, source: 'simulated' },
    });
    expect(nvda?.name).toMatch(/nvidia/i);
    expect(nvda?.quote?.last).toMatch(/^\d+(\.\d+)?$/);
    expect(brk?.symbol).toBe('BRK.B');
  });

  it('streams a federated subscription to the stock graphql-ws client: first the present, then newer values', async () => {
    const client = createClient({ url: `${product.origin.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket });
    const query =
      'subscription { quotes(symbols: ["NVDA", "NOSUCHONE", "AAPL"]) { symbol last epoch seq state instrument { company { name } } } }';
    const seen = new Map<string, number[]>();
    for await (const { data, errors } of client.iterate<{
      quotes: { symbol: string; seq: number; instrument: { company: { name: string } } };
    }>({ query })) {
      expect(errors).toBeUndefined();
      const { symbol, seq, instrument } = data!.quotes;
      expect(instrument.company.name).toBeTruthy();
      seen.set(symbol, [...(seen.get(symbol) ?? []), seq]);
      if ((seen.get('NVDA')?.length ?? 0) >= 4 && (seen.get('AAPL')?.length ?? 0) >= 4) break;
    }
    await client.dispose();
    expect([...seen.keys()].sort()).toEqual(['AAPL', 'NVDA']);
    for (const seqs of seen.values()) expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b));
  });

  it('answers to nobody but the gateway: every subgraph refuses what is not signed', async () => {
    const addresses = [...product.said().matchAll(/^\s*(\w+)\s+(http:\/\/127\.0\.0\.1:\d+\/graphql)$/gm)];
    expect(addresses.map(([, name]) => name).sort()).toEqual(subgraphs.map(({ name }) => name).sort());
    for (const [, , url] of addresses) {
      for (const query of [
        '{ _service { sdl } }',
        '{ _entities(representations: []) { __typename } }',
        '{ __typename }',
      ]) {
        const response = await fetch(url!, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ query }),
        });
        expect([response.status, await response.text()]).toEqual([401, expect.not.stringContaining('data')]);
      }
    }
  });

  it('finds by ticker and by name', async () => {
    const search = (text: string) =>
      ask<{ searchInstruments: { symbol: string }[] }>(
        product.origin,
        'query ($text: String!) { searchInstruments(text: $text) { symbol name } }',
        { text },
      );
    expect((await search('nvi')).data?.searchInstruments.map(({ symbol }) => symbol)).toContain('NVDA');
    expect((await search('GOOG')).data?.searchInstruments[0]?.symbol).toBe('GOOG');
    expect((await search('micorsoft')).data?.searchInstruments.map(({ symbol }) => symbol)).toContain('MSFT');
  });

  it('has history for charts at once', async () => {
    const { data } = await ask<{
      instrument: { candles: { open: string; high: string; low: string; close: string }[] };
    }>(
      product.origin,
      '{ instrument(symbol: "NVDA") { candles(interval: DAY, last: 250) { openTime open high low close volume complete } } }',
    );
    expect(data?.instrument.candles).toHaveLength(250);
    for (const { open, high, low, close } of data!.instrument.candles) {
      expect(Number(high)).toBeGreaterThanOrEqual(Math.max(Number(open), Number(close)));
      expect(Number(low)).toBeLessThanOrEqual(Math.min(Number(open), Number(close)));
    }
  });

  const quotes = (symbols: string) => `{ instruments(symbols: ${symbols}) { symbol } }`;
  const many = JSON.stringify(Array.from({ length: 201 }, (_, i) => `A${i}`));
  it.each([
    ['a malformed symbol', '{ instrument(symbol: "not a symbol!") { symbol } }', 'symbol'],
    ['more than 200 symbols', quotes(many), 'symbols'],
    [
      'from after to',
      '{ instrument(symbol: "NVDA") { candles(interval: DAY, from: "2026-02-01T00:00:00Z", to: "2026-01-01T00:00:00Z") { close } } }',
      'from',
    ],
    ['too many candles', '{ instrument(symbol: "NVDA") { candles(interval: DAY, last: 5001) { close } } }', 'last'],
  ])('%s is refused naming the argument', async (_what, query, argument) => {
    const { errors } = await ask(product.origin, query);
    expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_INPUT', argument });
  });

  it('answers null for an unknown symbol, without an error', async () => {
    const { data, errors } = await ask(product.origin, '{ instrument(symbol: "NOSUCHONE") { symbol } }');
    expect([data, errors]).toEqual([{ instrument: null }, undefined]);
  });

  it.each([
    '{ instrument(symbol: ',
    '{ nothing }',
    '{ instrument(symbol: "NVDA") { candles(interval: CENTURY) { close } } }',
  ])('refuses the malformed operation %s with 400', async (query) => {
    const { status, errors } = await ask(product.origin, query);
    expect(status).toBe(400);
    expect(errors?.[0]?.extensions.code).toBe('BAD_INPUT');
  });

  it('serves GraphiQL and says that it is healthy', async () => {
    expect((await fetch(`${product.origin}/graphiql`)).status).toBe(200);
    expect((await fetch(`${product.origin}/health`)).status).toBe(200);
  });

  it('says in a sentence that its port is taken', async () => {
    const port = new URL(product.origin).port;
    const other = await mkdtemp(join(tmpdir(), 'lzstock-e2e-'));
    await expect(startAsProcess({ script: 'start', env: { PORT: port, DATA_DIR: other } })).rejects.toThrow(
      /ended with 2:[\s\S]*PORT: \d+ is taken by another program/,
    );
    await rm(other, { recursive: true, force: true });
  });

  it('ends when asked, leaves nothing running, and keeps its data for the second start', async () => {
    expect(await product.end()).toBe(0);
    await expect(fetch(`${product.origin}/live`)).rejects.toThrow();
    product = await startAsProcess({ script: 'start', env: { PORT: new URL(product.origin).port, DATA_DIR: dataDir } });
    await priced(['NVDA']);
    expect(product.said()).not.toContain('imported');
  });
});
