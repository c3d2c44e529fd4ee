import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Redis as Client } from 'ioredis';
import { NoGroup, RedisUnavailable } from '../redis/failure.ts';
import { redisSuite, until } from '../redis/redis.suite.ts';
import { connectRedis } from '../redis/server.ts';
import { createLog } from '../src/log.ts';
import { type RedisProcess, redisServerFound, startRedisProcess } from './redis-process.ts';

const log = createLog({ name: 'test', level: 'silent' });
const withRedis = redisServerFound ? describe : describe.skip;

withRedis('[needs redis]', () => {
  let server: RedisProcess;
  beforeAll(async () => {
    server = await startRedisProcess();
  });
  afterAll(() => server.kill());

  redisSuite('Redis on a server', async () => ({
    redis: await connectRedis(server.url, { log }),
    pass: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  }));

  describe('Redis on a server, when it fails', () => {
    let told: string[];
    const listener = {
      message: (text: string) => void told.push(text),
      lost: () => void told.push('lost'),
      back: () => void told.push('back'),
    };
    const admin = async (...command: [string, ...string[]]) => {
      const client = new Client(server.url);
      await client.call(...command);
      client.disconnect();
    };
    beforeEach(() => {
      told = [];
    });

    it('tells listeners of the loss and goes on when the server cuts its subscribers off', async () => {
      await using redis = await connectRedis(server.url, { log });
      await redis.pubsub.subscribe('cut', listener);
      const gone = await redis.pubsub.subscribe('cut-and-left', { message() {} });
      await admin('CLIENT', 'KILL', 'TYPE', 'pubsub');
      await until(() => told.length === 1);
      await gone[Symbol.asyncDispose]();
      await until(() => told.length === 2);
      await redis.pubsub.publish([{ channel: 'cut', text: 'again' }]);
      await until(() => told.length === 3);
      expect(told).toEqual(['lost', 'back', 'again']);
      expect(redis.pubsub.channels).toBe(1);
    });

    it('rejects calls at once while the server is gone and works again after its return', async () => {
      await using redis = await connectRedis(server.url, { log });
      await redis.pubsub.subscribe('killed', listener);
      await redis.newest.offer('killed', [{ field: 'a', epoch: '1', seq: 1, value: '1' }]);
      const waiting = redis.streams
        .createGroup('killed', 'g')
        .then(() => redis.streams.read('killed', 'g', 'c', { count: 1, blockMs: 60_000 }));
      const failed = expect(waiting).rejects.toBeInstanceOf(RedisUnavailable);
      await redis.ping();
      await server.kill();
      await failed;
      await until(() => told.includes('lost'));
      await expect(redis.ping()).rejects.toBeInstanceOf(RedisUnavailable);
      await expect(redis.cache.get(['a'])).rejects.toBeInstanceOf(RedisUnavailable);
      await expect(redis.pubsub.publish([{ channel: 'a', text: 'a' }])).rejects.toBeInstanceOf(RedisUnavailable);
      await expect(redis.pubsub.subscribe('a', listener)).rejects.toBeInstanceOf(RedisUnavailable);
      expect(redis.pubsub.channels).toBe(0);
      await server.start();
      await until(() => told.includes('back'));
      await until(() =>
        redis.ping().then(
          () => true,
          () => false,
        ),
      );
      expect(await redis.newest.offer('killed', [{ field: 'a', epoch: '1', seq: 1, value: '1' }])).toEqual([true]);
      await expect(redis.streams.read('killed', 'g', 'c', { count: 1, blockMs: 50 })).rejects.toBeInstanceOf(NoGroup);
      expect(redis.pubsub.channels).toBe(1);
    });

    it('notices a server that holds the connection and says nothing', async () => {
      await using redis = await connectRedis(server.url, { log, timeoutMs: 300 });
      await redis.pubsub.subscribe('silent', listener);
      await redis.streams.createGroup('silent', 'g');
      const waiting = redis.streams.read('silent', 'g', 'c', { count: 1, blockMs: 60_000 });
      const failed = expect(waiting).rejects.toBeInstanceOf(RedisUnavailable);
      await redis.ping();
      server.freeze();
      try {
        await expect(redis.ping()).rejects.toBeInstanceOf(RedisUnavailable);
        await until(() => told.includes('lost'));
        await failed;
      } finally {
        server.thaw();
      }
      await until(() => told.includes('back'));
      await until(() =>
        redis.ping().then(
          () => true,
          () => false,
        ),
      );
      await redis.pubsub.publish([{ channel: 'silent', text: 'again' }]);
      await until(() => told.includes('again'));
      expect(told).toEqual(['lost', 'back', 'again']);
    });

    it('wakes a waiting read that lost its group to a flush, and finds its scripts again', async () => {
      await using redis = await connectRedis(server.url, { log });
      await redis.buckets.take('flushed', { capacity: 1, refillPerSecond: 1, cost: 1 });
      await redis.streams.createGroup('flushed', 'g');
      const waiting = redis.streams.read('flushed', 'g', 'c', { count: 1, blockMs: 60_000 });
      const failed = expect(waiting).rejects.toBeInstanceOf(NoGroup);
      await redis.ping();
      await admin('FLUSHALL');
      await admin('SCRIPT', 'FLUSH');
      await failed;
      expect(await redis.buckets.take('flushed', { capacity: 1, refillPerSecond: 1, cost: 1 })).toMatchObject({
        granted: true,
      });
    });

    it('leaves no connection behind', async () => {
      const redis = await connectRedis(server.url, { log, name: 'leaving' });
      await redis.streams.createGroup('leaving', 'g');
      const stop = new AbortController();
      const reads = [1, 2, 3].map(() =>
        redis.streams.read('leaving', 'g', 'c', { count: 1, blockMs: 30_000, signal: stop.signal }),
      );
      await redis.pubsub.subscribe('leaving', listener);
      const names = async () => {
        const client = new Client(server.url);
        const list = (await client.call('CLIENT', 'LIST')) as string;
        client.disconnect();
        return list.match(/name=leaving\S*/g) ?? [];
      };
      await until(async () => (await names()).length === 5);
      stop.abort();
      await Promise.all(reads);
      await redis[Symbol.asyncDispose]();
      await until(async () => (await names()).length === 0);
    });

    it('refuses to start without a server, in a sentence', async () => {
      const nowhere = connectRedis('redis://127.0.0.1:1', { log });
      await expect(nowhere).rejects.toThrow(/expected Redis to answer within 5000 ms: .*ECONNREFUSED/);
    });
  });
});
