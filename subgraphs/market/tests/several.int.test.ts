import { expect, it } from '@jest/globals';
import { memoryRedis } from '@lzstock/kit/redis/memory';
import { testDatabase } from '@lzstock/kit/testing/database';
import { startMarket } from '../src/market.ts';
import { log } from './world.ts';

it('several processes may start at once on a new database', async () => {
  await using database = await testDatabase();
  await using redis = memoryRedis();
  await using all = new AsyncDisposableStack();
  const started = await Promise.allSettled(
    [1, 2, 3].map(async () => all.use(await startMarket({ databaseUrl: database.url, redis, port: 0, log }))),
  );
  expect(started.map((each) => (each.status === 'rejected' ? String(each.reason) : 'started'))).toEqual(
    Array(3).fill('started'),
  );
});
