import { request as plainRequest } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hashOf } from '@lzstock/kit/stored/stored-text';
import WebSocket from 'ws';
import { type Gateway, startGateway } from '../src/gateway.ts';
import { storedOperations } from '../src/operation/stored.ts';
import { log, startBooks, startReviews, supergraphOf } from './two-subgraphs.ts';

const long = `{ ${['a', 'b', 'c', 'd', 'e'].map((name) => `${name}: books(first: 10) { id title stars }`).join(' ')} }`;
const config = { port: 0, flushMs: 20, limits: true, csrf: true, introspection: false, allowedOrigins: [], log };

interface Heard {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: Buffer;
}

describe('the front door', () => {
  let gateway: Gateway;
  let supergraphSdl: string;
  let open: AsyncDisposableStack;

  beforeAll(async () => {
    open = new AsyncDisposableStack();
    const [books, reviews] = await Promise.all([startBooks(), startReviews()]);
    open.use(books);
    open.use(reviews);
    supergraphSdl = supergraphOf({ books: books.url, reviews: reviews.url });
    gateway = open.use(await startGateway({ ...config, supergraphSdl }));
  });
  afterAll(() => open.disposeAsync());

  const ask = (path: string, headers: Record<string, string> = {}, body?: string, port = gateway.port) =>
    new Promise<Heard>((resolve, reject) => {
      const method = body === undefined ? 'GET' : 'POST';
      const type = body === undefined ? {} : { 'content-type': 'application/json' };
      const request = plainRequest(
        { host: '127.0.0.1', port, path, method, headers: { ...type, ...headers } },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.once('end', () =>
            resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
          );
        },
      );
      request.once('error', reject);
      request.end(body);
    });
  const query = (text: string, headers: Record<string, string> = {}) =>
    ask('/graphql', headers, JSON.stringify({ query: text }));

  it('opens to the names of this machine alone, over HTTP and the socket', async () => {
    for (const path of ['/', '/live', '/graphql', '/metrics']) {
      expect((await ask(path, { host: 'rebound.example' })).status).toBe(403);
    }
    expect((await ask('/live', { host: `localhost:${gateway.port}` })).status).toBe(200);
    const refused = new WebSocket(gateway.url.replace('http', 'ws'), 'graphql-transport-ws', {
      headers: { host: 'rebound.example', origin: 'http://rebound.example' },
    });
    await new Promise((resolve) => refused.once('error', resolve));
  });

  it('opens to a name that is listed', async () => {
    await using listed = await startGateway({ ...config, supergraphSdl, allowedHosts: ['shop.example'] });
    expect((await ask('/live', { host: 'shop.example' }, undefined, listed.port)).status).toBe(200);
  });

  it('tells its figures to programs of this machine, and to nobody who came through a proxy', async () => {
    expect((await ask('/metrics')).status).toBe(200);
    expect((await ask('/metrics', { 'x-forwarded-for': '203.0.113.7' })).status).toBe(404);
  });

  it('tells its figures at a port of their own alone, where there is one', async () => {
    const { freePort } = await import('@lzstock/kit/local/free-port');
    const metricsPort = await freePort();
    await using apart = await startGateway({ ...config, supergraphSdl, metricsPort });
    expect((await ask('/metrics', {}, undefined, apart.port)).status).toBe(404);
    const { status, body } = await ask('/metrics', {}, undefined, metricsPort);
    expect([status, body.toString().includes('live_sockets')]).toEqual([200, true]);
    expect((await ask('/graphql', {}, '{}', metricsPort)).status).toBe(404);
  });

  it('compresses what is long, as the client takes it', async () => {
    const plain = await query(long);
    expect(plain.headers['content-encoding']).toBeUndefined();
    const brotli = await query(long, { 'accept-encoding': 'gzip, br' });
    expect(brotli.headers['content-encoding']).toBe('br');
    expect(brotliDecompressSync(brotli.body)).toEqual(plain.body);
    const gzip = await query(long, { 'accept-encoding': 'gzip' });
    expect(gunzipSync(gzip.body)).toEqual(plain.body);
    expect(gzip.body.length).toBeLessThan(plain.body.length / 2);
    const short = await query('{ count }', { 'accept-encoding': 'br' });
    expect(short.headers['content-encoding']).toBeUndefined();
  });

  it.each([
    [
      'JSON that nests without end',
      `{"query":"{ count }","variables":${'{"a":'.repeat(30_000)}1${'}'.repeat(30_000)}}`,
    ],
    ['a text that ends in half a pair', '{"query":"{ count }","variables":{"a":"\\ud800"}}'],
    ['a text with NUL', '{"query":"{ count }","extensions":{"a":"\\u0000"}}'],
  ])('refuses %s', async (_what, body) => {
    expect((await ask('/graphql', {}, body)).status).toBe(400);
  });

  it('lets an answer be kept only where everything in it says so', async () => {
    const kept = supergraphSdl
      .replace('count: Int!', 'count: Int! @cacheControl(maxAge: 30)')
      .replace(
        'scalar join__FieldSet',
        'directive @cacheControl(maxAge: Int) on FIELD_DEFINITION\n\nscalar join__FieldSet',
      );
    const texts = ['query Kept { count }', 'query Not { count books(first: 1) { id } }'];
    const operations = storedOperations([Object.fromEntries(texts.map((text) => [hashOf(text), text]))]);
    await using caching = await startGateway({ ...config, supergraphSdl: kept, operations });
    const preflighted = { 'apollo-require-preflight': '1' };
    const policy = async (search: string) =>
      (await ask(`/graphql?${search}`, preflighted, undefined, caching.port)).headers['cache-control'];
    expect(await policy(`documentId=${hashOf(texts[0]!)}`)).toBe('public, max-age=30');
    expect(await policy(`documentId=${hashOf(texts[1]!)}`)).toBe('no-store');
    expect(await policy(`query=${encodeURIComponent(texts[0]!)}`)).toBe('no-store');
  });
});
