import { describe, expect, it } from '@jest/globals';
import { memoryRedis } from './memory.ts';
import { redisSuite } from './redis.suite.ts';

redisSuite('Redis in memory', async () => {
  let now = 1_700_000_000_000;
  return {
    redis: memoryRedis({ now: () => now }),
    async pass(ms) {
      now += ms;
    },
  };
});

describe('Redis in memory, bounded', () => {
  it('drops the cached value that was not read for longest', async () => {
    await using redis = memoryRedis({ maxCached: 2 });
    await redis.cache.set([{ key: 'a', value: '1' }], 1_000);
    await redis.cache.set([{ key: 'b', value: '2' }], 1_000);
    await redis.cache.get(['a']);
    await redis.cache.set([{ key: 'c', value: '3' }], 1_000);
    expect(await redis.cache.get(['a', 'b', 'c'])).toEqual(['1', null, '3']);
  });

  it('does not deliver within the call that publishes', async () => {
    await using redis = memoryRedis();
    const heard: string[] = [];
    await redis.pubsub.subscribe('c', { message: (text) => void heard.push(text) });
    const published = redis.pubsub.publish([{ channel: 'c', text: '1' }]);
    expect(heard).toEqual([]);
    await published;
    expect(heard).toEqual(['1']);
  });
});
