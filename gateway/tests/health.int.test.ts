import { expect, it } from '@jest/globals';
import { memoryRedis } from '@lzstock/kit/redis/memory';
import { startGateway } from '../src/gateway.ts';
import { log, startBooks, startBroken, supergraphOf } from './two-subgraphs.ts';

it('says that it is degraded, with 200 and without a name or address, while Redis or a part of the graph is away', async () => {
  await using opened = new AsyncDisposableStack();
  const books = opened.use(await startBooks());
  const reviews = opened.use(await startBroken(503, 'away'));
  const redis = opened.use(memoryRedis());
  const gateway = opened.use(
    await startGateway({
      supergraphSdl: supergraphOf({ books: books.url, reviews: reviews.url }),
      port: 0,
      flushMs: 100,
      limits: false,
      csrf: true,
      introspection: false,
      allowedOrigins: [],
      redis,
      log,
    }),
  );
  const health = async () => {
    const response = await fetch(gateway.url.replace('/graphql', '/health'));
    return [response.status, await response.json()];
  };
  expect(await health()).toEqual([200, { status: 'ready' }]);
  await redis[Symbol.asyncDispose]();
  expect(await health()).toEqual([200, { status: 'degraded', missing: ['Redis'] }]);

  const ask = async () => {
    const body = JSON.stringify({ query: '{ books(first: 2) { title stars } }' });
    await (await fetch(gateway.url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })).text();
  };
  for (let times = 0; times < 20; times++) await ask();
  expect(await health()).toEqual([200, { status: 'degraded', missing: ['a part of the graph', 'Redis'] }]);
});
