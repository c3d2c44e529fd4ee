import { beforeEach, describe, expect, it } from '@jest/globals';
import { Redis as Client } from 'ioredis';
import pino from 'pino';
import { NoGroup, RedisUnavailable } from '../redis/failure.ts';
import { redisSuite, until } from '../redis/redis.suite.ts';
import { connectRedis } from '../redis/server.ts';
import { createLog } from '../src/log.ts';
import { describeWithRedis } from '../testing/needs.ts';
import { chaosProxy } from '../testing/proxy.ts';

const log = createLog({ name: 'test', level: 'silent' });

await describeWithRedis('Redis on a server', (url) => {
  redisSuite('keeps what its ports promise', async () => ({
    redis: await connectRedis(url(), { log }),
    pass: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  }));

  describe('when it fails', () => {
    let told: string[];
    let name: string;
    const listener = {
      message: (text: string) => void told.push(text),
      lost: () => void told.push('lost'),
      back: () => void told.push('back'),
    };
    const admin = async (...command: [string, ...string[]]) => {
      const client = new Client(url());
      const reply = await client.call(...command);
      client.disconnect();
      return reply;
    };
    const clients = async (): Promise<string[]> => {
      const list = (await admin('CLIENT', 'LIST')) as string;
      return list.split('\n').filter((line) => line.includes(`name=${name}`));
    };
    const works = (call: () => Promise<unknown>) => () =>
      call().then(
        () => true,
        () => false,
      );
    beforeEach(() => {
      told = [];
      name = `test-${process.pid}-${performance.now()}`;
    });

    it('tells listeners of the loss and goes on when the server cuts its subscribers off', async () => {
      await using redis = await connectRedis(url(), { log, name });
      await redis.pubsub.subscribe(name, listener);
      const gone = await redis.pubsub.subscribe(`${name}-left`, { message() {} });
      const [subscriber] = (await clients()).filter((line) => line.includes('-channels'));
      await admin('CLIENT', 'KILL', 'ID', /id=(\d+)/.exec(subscriber!)![1]!);
      await until(() => told.includes('lost'));
      await gone[Symbol.asyncDispose]();
      await until(() => told.includes('back'));
      await redis.pubsub.publish([{ channel: name, text: 'again' }]);
      await until(() => told.includes('again'));
      expect(told).toEqual(['lost', 'back', 'again']);
      expect(redis.pubsub.channels).toBe(1);
    });

    it('rejects calls at once while the server is gone and works again after it returned empty', async () => {
      await using way = await chaosProxy({ to: url() });
      await using redis = await connectRedis(way.url, { log });
      await redis.pubsub.subscribe(name, listener);
      await redis.newest.offer(name, [{ field: 'a', epoch: '1', seq: 1, value: '1' }]);
      await redis.streams.createGroup(name, 'g');
      const waiting = redis.streams.read(name, 'g', 'c', { count: 1, blockMs: 60_000 });
      const failed = expect(waiting).rejects.toBeInstanceOf(RedisUnavailable);
      await until(() => way.connections === 3);
      await redis.ping();
      await way.refuse();
      await failed;
      await until(() => told.includes('lost'));
      await expect(redis.ping()).rejects.toBeInstanceOf(RedisUnavailable);
      await expect(redis.cache.get(['a'])).rejects.toBeInstanceOf(RedisUnavailable);
      await expect(redis.pubsub.publish([{ channel: 'a', text: 'a' }])).rejects.toBeInstanceOf(RedisUnavailable);
      await expect(redis.pubsub.subscribe('a', listener)).rejects.toBeInstanceOf(RedisUnavailable);
      expect(redis.pubsub.channels).toBe(0);
      await admin('DEL', `newest:{${name}}`, `stream:${name}`);
      await admin('DEL', `newest:{${name}}:mark`);
      await way.heal();
      await until(() => told.includes('back'));
      await until(works(() => redis.ping()));
      expect(await redis.newest.offer(name, [{ field: 'a', epoch: '1', seq: 1, value: '1' }])).toEqual([true]);
      await expect(redis.streams.read(name, 'g', 'c', { count: 1, blockMs: 50 })).rejects.toBeInstanceOf(NoGroup);
      expect(redis.pubsub.channels).toBe(1);
    });

    it('notices a server that holds the connection and says nothing', async () => {
      await using way = await chaosProxy({ to: url() });
      await using redis = await connectRedis(way.url, { log, timeoutMs: 1_000 });
      await redis.pubsub.subscribe(name, listener);
      await redis.streams.createGroup(name, 'g');
      const waiting = redis.streams.read(name, 'g', 'c', { count: 1, blockMs: 60_000 });
      const failed = expect(waiting).rejects.toBeInstanceOf(RedisUnavailable);
      await until(() => way.connections === 3);
      await redis.ping();
      way.blackhole();
      await expect(redis.ping()).rejects.toBeInstanceOf(RedisUnavailable);
      await until(() => told.includes('lost'));
      await failed;
      await way.heal();
      await until(() => told.includes('back'));
      await until(works(() => redis.ping()));
      await redis.pubsub.publish([{ channel: name, text: 'again' }]);
      await until(() => told.includes('again'));
      expect(told).toEqual(['lost', 'back', 'again']);
    });

    it('never gives up while connections are cut again and again', async () => {
      await using way = await chaosProxy({ to: url() });
      await using redis = await connectRedis(way.url, { log });
      await redis.pubsub.subscribe(name, listener);
      for (let round = 1; round <= 5; round++) {
        way.cut();
        await until(() => told.filter((word) => word === 'back').length === round);
        await until(works(() => redis.pubsub.publish([{ channel: name, text: String(round) }])));
        await until(() => told.includes(String(round)));
      }
      expect(redis.pubsub.channels).toBe(1);
    });

    it('says once a try, however many channels there are, that the server refuses them, and has them back when it does not', async () => {
      const said: { msg: string; connection?: string }[] = [];
      const heard = pino({ level: 'info' }, { write: (line: string) => void said.push(JSON.parse(line)) });
      const times = (text: string) => said.filter(({ msg }) => msg.includes(text)).length;
      const own = new URL(url());
      [own.username, own.password] = [name, 'secret'];
      await admin('ACL', 'SETUSER', name, 'on', '>secret', '~*', '&*', '+@all');
      try {
        await using redis = await connectRedis(own.href, { log: heard, name });
        for (const channel of ['a', 'b', 'c', 'd']) await redis.pubsub.subscribe(name + channel, listener);
        await admin('ACL', 'SETUSER', name, '-subscribe');
        await admin('CLIENT', 'KILL', 'USER', name);
        await until(() => times('subscribed again') >= 3);
        await admin('ACL', 'SETUSER', name, '+subscribe');
        await until(() => told.filter((word) => word === 'back').length === 4);
        const tries = said.filter(
          ({ msg, connection }) => msg.includes('connected again') && connection === `${name}-channels`,
        );
        expect(times('subscribed again')).toBeLessThanOrEqual(tries.length);
        expect(redis.pubsub.channels).toBe(4);
      } finally {
        await admin('ACL', 'DELUSER', name);
      }
    });

    it('wakes a waiting read that lost its group, and finds its scripts again', async () => {
      await using redis = await connectRedis(url(), { log });
      const take = () => redis.buckets.take(name, { capacity: 2, refillPerSecond: 1, cost: 1 });
      await take();
      await redis.streams.createGroup(name, 'g');
      const waiting = redis.streams.read(name, 'g', 'c', { count: 1, blockMs: 60_000 });
      const failed = expect(waiting).rejects.toBeInstanceOf(NoGroup);
      await redis.ping();
      await admin('DEL', `stream:${name}`);
      await admin('SCRIPT', 'FLUSH');
      await failed;
      expect(await take()).toMatchObject({ granted: true });
    });

    it('leaves no connection behind', async () => {
      const redis = await connectRedis(url(), { log, name });
      await redis.streams.createGroup(name, 'g');
      const stop = new AbortController();
      const reads = [1, 2, 3].map(() =>
        redis.streams.read(name, 'g', 'c', { count: 1, blockMs: 30_000, signal: stop.signal }),
      );
      await redis.pubsub.subscribe(name, listener);
      await until(async () => (await clients()).length === 5);
      stop.abort();
      await Promise.all(reads);
      await redis[Symbol.asyncDispose]();
      await until(async () => (await clients()).length === 0);
    });

    it('can be left while the server is away', async () => {
      await using way = await chaosProxy({ to: url() });
      const redis = await connectRedis(way.url, { log });
      const heard = await redis.pubsub.subscribe(name, listener);
      const lease = await redis.leases.acquire(name, 5_000);
      await way.refuse();
      await until(() => told.includes('lost'));
      await heard[Symbol.asyncDispose]();
      await lease![Symbol.asyncDispose]();
      await redis[Symbol.asyncDispose]();
      expect(redis.pubsub.channels).toBe(0);
    });

    it('refuses to start without a server, in a sentence', async () => {
      const nowhere = connectRedis('redis://127.0.0.1:1', { log });
      await expect(nowhere).rejects.toThrow(/expected Redis to answer within 5000 ms: .*ECONNREFUSED/);
    });
  });
});
