import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { expiringSuite } from './expiring.suite.ts';
import { RedisUnavailable } from './failure.ts';
import { newestSuite } from './newest.suite.ts';
import { noticesSuite } from './notices.suite.ts';
import type { Redis } from './ports.ts';
import { pubsubSuite } from './pubsub.suite.ts';
import { streamsSuite } from './streams.suite.ts';

/** An implementation of the ports under test. */
export interface RedisUnderTest {
  readonly redis: Redis;
  /** Lets `ms` pass for everything that expires. */
  pass(ms: number): Promise<void>;
}

/** What a part of the suite works on; another one in each test. */
export interface Subject extends RedisUnderTest {
  /** Never the same twice. */
  readonly name: string;
}

/** What every implementation of the ports keeps; `open` is called for each test. */
export function redisSuite(title: string, open: () => Promise<RedisUnderTest>): void {
  describe(title, () => {
    let opened: RedisUnderTest;
    let name: string;
    const subject: Subject = {
      get redis() {
        return opened.redis;
      },
      get name() {
        return name;
      },
      pass: (ms) => opened.pass(ms),
    };

    beforeEach(async () => {
      opened = await open();
      name = `suite-${process.pid}-${performance.now()}`;
    });
    afterEach(async () => {
      await opened.redis[Symbol.asyncDispose]();
    });

    it('answers a ping', async () => {
      expect(await subject.redis.ping()).toBeGreaterThanOrEqual(0);
    });

    it('rejects every call after it was disposed', async () => {
      const { redis } = subject;
      await redis[Symbol.asyncDispose]();
      const calls = [
        redis.ping(),
        redis.cache.get([name]),
        redis.notices.read(name),
        redis.leases.acquire(name, 1_000),
        redis.newest.read(name, ['a']),
        redis.pubsub.subscribe(name, { message() {} }),
        redis.buckets.take(name, { capacity: 1, refillPerSecond: 1, cost: 1 }),
        redis.streams.read(name, 'g', 'c', { count: 1, blockMs: 100 }),
      ];
      await Promise.all(calls.map((call) => expect(call).rejects.toBeInstanceOf(RedisUnavailable)));
    });

    newestSuite(subject);
    pubsubSuite(subject);
    streamsSuite(subject);
    expiringSuite(subject);
    noticesSuite(subject);
  });
}

/** Waits until `done`; the test's own timeout is the deadline. */
export async function until(done: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await done())) await new Promise((resolve) => setTimeout(resolve, 5));
}
