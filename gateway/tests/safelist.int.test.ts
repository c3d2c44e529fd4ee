import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hashOf } from '@lzstock/kit/stored/stored-text';
import { createClient, type SubscribePayload } from 'graphql-ws';
import WebSocket from 'ws';
import { type Gateway, startGateway } from '../src/gateway.ts';
import { storedOperations } from '../src/operation/stored.ts';
import { log, startBooks, startReviews, supergraphOf } from './two-subgraphs.ts';

const text = 'query Books($first: Int!) {\n  books(first: $first) {\n    title\n    stars\n  }\n}';
const unfit = 'query Old {\n  gone\n}';
const operations = storedOperations([{ [hashOf(text)]: text, [hashOf(unfit)]: unfit }]);
const named = (of: string) => ({ persistedQuery: { version: 1, sha256Hash: hashOf(of) } });
const variables = { first: 1 };
const data = { books: [{ title: 'Book 0', stars: 0 }] };
const config = {
  port: 0,
  flushMs: 20,
  limits: true,
  csrf: true,
  introspection: false,
  allowedOrigins: [],
  operations,
  log,
};

describe('a gateway that answers stored operations only', () => {
  let gateway: Gateway;
  let open: AsyncDisposableStack;

  beforeAll(async () => {
    open = new AsyncDisposableStack();
    const [books, reviews] = await Promise.all([startBooks(), startReviews()]);
    open.use(books);
    open.use(reviews);
    const supergraphSdl = supergraphOf({ books: books.url, reviews: reviews.url });
    gateway = open.use(await startGateway({ ...config, safelist: true, supergraphSdl }));
  });
  afterAll(() => open.disposeAsync());

  async function post(body: object, url = gateway.url) {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: await response.json() };
  }

  const refused = {
    status: 400,
    body: { errors: [{ message: expect.any(String), extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }] },
  };

  it('answers them by hash and by text', async () => {
    const answered = { status: 200, body: { data } };
    expect(await post({ extensions: named(text), variables })).toEqual(answered);
    expect(await post({ documentId: `sha256:${hashOf(text)}`, variables })).toEqual(answered);
    expect(await post({ query: text.replaceAll(/\s+/g, ' '), variables })).toEqual(answered);
  });

  it.each([
    ['free text', { query: '{ count }' }],
    ['what is no GraphQL of the graph', { query: '{ nothing }' }],
    ['the hash of free text', { extensions: named('{ count }') }],
    ['the registration of free text', { query: '{ count }', extensions: named('{ count }') }],
    ['free text beside the hash of a stored one', { query: '{ count }', extensions: named(text) }],
  ])('refuses %s', async (_what, body) => {
    expect(await post(body)).toEqual(refused);
  });

  it('says of a stored operation that no longer fits what it says of any', async () => {
    expect((await post({ extensions: named(unfit) })).body.errors[0].extensions).toEqual({ code: 'BAD_INPUT' });
  });

  it('answers a hash by GET, behind the same rule against pages of elsewhere', async () => {
    const search = new URLSearchParams({
      extensions: JSON.stringify(named(text)),
      variables: JSON.stringify(variables),
    });
    expect((await fetch(`${gateway.url}?${search}`)).status).toBe(400);
    const response = await fetch(`${gateway.url}?${search}`, { headers: { 'apollo-require-preflight': '1' } });
    expect([response.status, await response.json()]).toEqual([200, { data }]);
  });

  it('does so over the socket too', async () => {
    const first = (payload: object) => {
      const url = gateway.url.replace('http', 'ws');
      const client = createClient({ url, webSocketImpl: WebSocket, retryAttempts: 0 });
      let result: unknown = null;
      return new Promise((resolve, reject) => {
        client.subscribe(payload as SubscribePayload, {
          next: (value) => {
            result = value;
          },
          error: reject,
          complete: () => resolve(result),
        });
      }).finally(() => client.dispose());
    };
    expect(await first({ query: '', extensions: named(text), variables })).toEqual({ data });
    expect(await first({ query: text, variables })).toEqual({ data });
    await expect(first({ query: '{ count }' })).rejects.toEqual(refused.body.errors);
    await expect(first({ query: '', extensions: named('{ count }') })).rejects.toEqual(refused.body.errors);
    await expect(first({ query: 'subscription { ticks }' })).rejects.toEqual(refused.body.errors);
  });

  it('knows them by hash, and any text, where the safelist is off', async () => {
    const supergraphSdl = supergraphOf({ books: 'http://127.0.0.1:9/graphql', reviews: 'http://127.0.0.1:9/graphql' });
    await using loose = await startGateway({ ...config, safelist: false, supergraphSdl });
    const unavailable = expect.objectContaining({ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } });
    expect((await post({ extensions: named(text), variables }, loose.url)).body.errors).toContainEqual(unavailable);
    expect((await post({ query: '{ slow }' }, loose.url)).body.errors).toContainEqual(unavailable);
    expect(await post({ extensions: named('{ count }') }, loose.url)).toEqual(refused);
  });
});
