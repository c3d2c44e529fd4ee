import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import { createSigner, newSubgraphKey, type Signable, signatureHeader } from '../signature/signature.ts';
import { createLog } from '../src/log.ts';
import { type Served, serve } from '../src/serve.ts';
import { encodeViewer, type Viewer, viewerHeader } from '../src/viewer.ts';

const key = newSubgraphKey();
const next = newSubgraphKey();
let served: Served;

beforeAll(async () => {
  served = await serve({
    name: 'toy',
    typeDefs: `
      extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
      type Query { me: String }
      type Thing @key(fields: "id") { id: ID! }
    `,
    resolvers: { Query: { me: (_: unknown, __: unknown, { viewer }: { viewer: Viewer }) => viewer.id } },
    port: 0,
    secrets: [key, next],
    log: createLog({ name: 'toy', level: 'silent' }),
    ready: async () => {},
    context: (viewer) => ({ viewer }),
  });
});
afterAll(async () => {
  await served[Symbol.asyncDispose]();
});

const claims = encodeViewer({ id: 'anna' }) as string;
const me = JSON.stringify({ query: '{ me }' });
const good: Signable = { kind: 'POST', content: me, claims };
const signed = (request: Signable = good, by = key, subgraph = 'toy', now = Date.now) =>
  createSigner(subgraph, by, now)(request);

const post = (signature: string | null, body = me, viewer: string | null = claims) =>
  fetch(served.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(signature !== null && { [signatureHeader]: signature }),
      ...(viewer !== null && { [viewerHeader]: viewer }),
    },
    body,
  });

describe('a subgraph with keys', () => {
  it.each([key, next])('answers what is signed with either of them', async (by) => {
    const response = await post(signed(good, by));
    expect([response.status, await response.json()]).toEqual([200, { data: { me: 'anna' } }]);
  });

  it.each([
    ['_entities', '{ _entities(representations: [{ __typename: "Thing", id: "1" }]) { ... on Thing { id } } }'],
    ['_service', '{ _service { sdl } }'],
    ['a plain query', '{ me }'],
  ])('answers 401 to %s without a signature, and says nothing more', async (_what, query) => {
    const response = await post(null, JSON.stringify({ query }));
    expect([response.status, await response.json()]).toEqual([
      401,
      { errors: [{ message: expect.any(String), extensions: { code: 'UNAUTHENTICATED' } }] },
    ]);
  });

  it('answers 401 to a query by GET without a signature and takes a signed one', async () => {
    const url = `${served.url}?query=${encodeURIComponent('{ me }')}`;
    expect((await fetch(url)).status).toBe(401);
    const signature = signed({ kind: 'GET', content: new URL(url).search, claims: null });
    expect((await fetch(url, { headers: { [signatureHeader]: signature } })).status).toBe(200);
  });

  it('answers 401 to a signature that came before', async () => {
    const signature = signed();
    expect([(await post(signature)).status, (await post(signature)).status]).toEqual([200, 401]);
  });

  it.each([
    ['older than thirty seconds', () => post(signed(good, key, 'toy', () => Date.now() - 31_000))],
    ['of another body', () => post(signed(), JSON.stringify({ query: '{ __typename }' }))],
    ['of another viewer', () => post(signed(), me, encodeViewer({ id: 'bert' }))],
    ['of no viewer', () => post(signed({ ...good, claims: null }))],
    ["with another subgraph's key", () => post(signed(good, newSubgraphKey()))],
    ['made for another subgraph', () => post(signed(good, key, 'other'))],
  ])('answers 401 to a signature %s', async (_what, send) => {
    expect((await send()).status).toBe(401);
  });

  it('opens a socket for the gateway alone', async () => {
    const open = async (headers: Record<string, string>) => {
      const socket = new WebSocket(served.url.replace('http', 'ws'), 'graphql-transport-ws', { headers });
      const [response] = await Promise.race([
        once(socket, 'unexpected-response').then(([, answer]) => [answer.statusCode]),
        once(socket, 'open').then(() => [101]),
      ]);
      socket.on('error', () => {}).terminate();
      return response;
    };
    const signature = () => signed({ kind: 'graphql-transport-ws', content: '', claims });
    expect(await open({ [viewerHeader]: claims })).toBe(401);
    expect(await open({ [viewerHeader]: claims, [signatureHeader]: signed({ ...good, content: '' }) })).toBe(401);
    expect(await open({ [signatureHeader]: signature() })).toBe(401);
    expect(await open({ [viewerHeader]: claims, [signatureHeader]: signature() })).toBe(101);
  });

  it.each(['health', 'live', 'metrics'])('answers /%s to everybody', async (path) => {
    expect((await fetch(served.url.replace('graphql', path))).status).toBe(200);
  });
});
