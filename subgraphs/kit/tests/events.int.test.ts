import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Redis as Client } from 'ioredis';
import { countDeadLetters, replayDeadLetters } from '../events/dead-letter.ts';
import type { Apply } from '../events/inbox.ts';
import { record } from '../events/outbox.ts';
import { openOutboxSession } from '../events/outbox-session.ts';
import { startRelay } from '../events/relay.ts';
import { memoryRedis } from '../redis/memory.ts';
import type { Redis } from '../redis/ports.ts';
import { until } from '../redis/redis.suite.ts';
import { connectRedis } from '../redis/server.ts';
import { describeWithRedis } from '../testing/needs.ts';
import { chaosProxy } from '../testing/proxy.ts';
import { carried, log, openWorld, type Sold, sold, toLedger, type World } from './events-world.ts';

const relayProcess = join(import.meta.dirname, 'relay-process.ts');

const numbers = (count: number, key = 'a') => Array.from({ length: count }, (_, i) => sold(key, i + 1));
const nths = (rows: readonly { nth: number }[]) => rows.map(({ nth }) => nth);
const oneTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

function eventsSuite(title: string, openRedis: () => Promise<Redis>): void {
  describe(title, () => {
    let world: World;
    let redis: Redis;
    beforeEach(async () => {
      world = await openWorld();
      redis = await openRedis();
    });
    afterEach(async () => {
      await world[Symbol.asyncDispose]();
      await redis[Symbol.asyncDispose]();
    });
    const applied = (count: number) => until(async () => (await world.ledger()).length >= count);

    it('carries ten thousand events from one transaction to the other, each once and in order', async () => {
      world.relay(redis);
      const consumer = world.consume(redis);
      await world.tell(numbers(10_000));
      await applied(10_000);
      expect(nths(await world.ledger())).toEqual(oneTo(10_000));
      expect(consumer.counters).toMatchObject({ applied: 10_000, lost: 0, parked: 0 });
    });

    it('tells nothing of a transaction that was rolled back and leaves no gap', async () => {
      world.relay(redis);
      world.consume(redis);
      await world.tell([sold('a', 1)]);
      const failing = world.producer.fork().transactional(async (em) => {
        record(em, [sold('a', 666)], ({ key }) => key);
        await em.flush();
        throw new Error('no');
      });
      await expect(failing).rejects.toThrow('no');
      await world.tell([sold('a', 2)]);
      await applied(2);
      expect(nths(await world.ledger())).toEqual([1, 2]);
      expect(await carried(redis, world.stream)).toEqual([1, 2]);
    });

    it.each(['between the commits', 'after both'])(
      'keeps the order of commits, not of first statements, where the relay comes %s',
      async (when) => {
        const begun = await Promise.all(
          [2, 1].map(async (nth) => {
            const em = world.producer.fork();
            await em.begin();
            record(em, [sold('a', nth)], ({ key }) => key);
            await em.flush();
            return em;
          }),
        );
        const [early, late] = begun as [EntityManager, EntityManager];
        world.consume(redis);
        await late.commit();
        if (when === 'between the commits') {
          world.relay(redis);
          await applied(1);
        }
        await early.commit();
        if (when === 'after both') world.relay(redis);
        await applied(2);
        expect(nths(await world.ledger())).toEqual([1, 2]);
      },
    );

    it('keeps every key in order while many tell at once', async () => {
      world.relay(redis);
      world.consume(redis);
      const keys = ['a', 'b', 'c', 'd'];
      await Promise.all(
        keys.map(async (key) => {
          for (let nth = 1; nth <= 40; nth++) await world.tell([sold(key, nth)]);
        }),
      );
      await applied(160);
      const rows = await world.ledger();
      for (const key of keys) expect(nths(rows.filter((row) => row.key === key))).toEqual(oneTo(40));
    });

    it('brings what was told before anyone listened', async () => {
      await world.tell(numbers(700));
      const relay = world.relay(redis);
      await until(async () => (await world.sent()) === 700);
      expect(relay.active).toBe(true);
      world.consume(redis);
      await applied(700);
      expect(nths(await world.ledger())).toEqual(oneTo(700));
    });

    it('has one relay at a time, and another takes over', async () => {
      const first = world.relay(redis);
      await until(() => first.active);
      const second = world.relay(redis);
      await world.tell([sold('a', 1)]);
      await until(async () => (await world.sent()) === 1);
      expect(second.active).toBe(false);
      await first[Symbol.asyncDispose]();
      await world.tell([sold('a', 2)]);
      await until(async () => (await world.sent()) === 2);
      expect(second.active).toBe(true);
      expect(await carried(redis, world.stream)).toEqual([1, 2]);
    });

    it('sends again what a relay sent and did not note before it died, and applies it once', async () => {
      let appended = 0;
      const dying: Redis = {
        ...redis,
        streams: {
          ...redis.streams,
          createGroup: (...args) => redis.streams.createGroup(...args),
          async append(...args) {
            await redis.streams.append(...args);
            appended++;
            return new Promise(() => {});
          },
        },
      };
      startRelay({ databaseUrl: world.producerUrl, redis: dying, stream: world.stream, log });
      await world.tell(numbers(20));
      await until(() => appended === 1);
      await world.producer
        .fork()
        .execute(
          "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'outbox-relay' and datname = current_database()",
        );
      expect(await world.sent()).toBe(0);
      world.relay(redis);
      const consumer = world.consume(redis);
      await until(async () => (await world.sent()) === 20);
      await world.tell([sold('a', 21)]);
      await applied(21);
      expect(nths(await world.ledger())).toEqual(oneTo(21));
      expect(consumer.counters.duplicates).toBe(20);
    });

    it('finishes what a consumer got and did not apply before it died', async () => {
      world.relay(redis);
      let got = 0;
      const hanging = world.consume(redis, async (em, deliveries) => {
        await toLedger(em, deliveries);
        got = deliveries.length;
        await em.execute('select pg_terminate_backend(pg_backend_pid())');
      });
      await world.tell(numbers(20));
      await until(() => got > 0);
      await hanging[Symbol.asyncDispose]();
      expect(await world.ledger()).toEqual([]);
      world.consume(redis);
      await applied(20);
      expect(nths(await world.ledger())).toEqual(oneTo(20));
    });

    it('does not blame an event while the database is away', async () => {
      world.relay(redis);
      let broken = true;
      const consumer = world.consume(redis, async (em, deliveries) => {
        if (broken) await em.execute('select pg_terminate_backend(pg_backend_pid())');
        await toLedger(em, deliveries);
      });
      await world.tell(numbers(3));
      await until(() => consumer.counters.failures >= 6);
      broken = false;
      await applied(3);
      expect(consumer.counters).toMatchObject({ parked: 0, failedTries: 0, applied: 3 });
    });

    it('has one consumer of a context at a time, and another takes over', async () => {
      world.relay(redis);
      const both = [world.consume(redis), world.consume(redis)];
      await world.tell(numbers(50));
      await applied(50);
      const counts = () => both.map(({ counters }) => counters.applied);
      expect(counts().sort()).toEqual([0, 50]);
      await both[counts().indexOf(50)]![Symbol.asyncDispose]();
      await world.tell([sold('a', 51)]);
      await applied(51);
      expect(nths(await world.ledger())).toEqual(oneTo(51));
    });

    it('puts a poisonous event aside after five tries, lets the rest flow, and applies it when told to', async () => {
      world.relay(redis);
      let cured = false;
      const picky: Apply<Sold> = async (em, deliveries) => {
        await toLedger(em, deliveries);
        if (!cured && deliveries.some(({ event }) => event.nth === 7)) throw new Error('seven is bad');
      };
      const consumer = world.consume(redis, picky);
      await world.tell(oneTo(20).map((nth) => sold(`k${nth}`, nth)));
      await applied(19);
      expect(nths(await world.ledger())).toEqual(oneTo(20).filter((nth) => nth !== 7));
      expect(consumer.counters).toMatchObject({ parked: 1, failedTries: 5, applied: 19 });
      const [row] = await world.consumer.fork().execute('select key, reason, tries, position from dead_letter');
      expect(row).toMatchObject({ key: 'k7', reason: 'Error: seven is bad', tries: 5, position: '7' });

      const replay = () => replayDeadLetters({ database: world.consumer, stream: world.stream, apply: picky, log });
      expect(await replay()).toEqual({ applied: 0, failed: 1, superseded: 0 });
      expect((await world.ledger()).length).toBe(19);
      cured = true;
      expect(await replay()).toEqual({ applied: 1, failed: 0, superseded: 0 });
      expect(nths(await world.ledger()).at(-1)).toBe(7);
      expect(await countDeadLetters(world.consumer, world.stream)).toBe(0);
    });

    it('does not replay a dead letter over what came after it for the same key', async () => {
      world.relay(redis);
      const consumer = world.consume(redis, async (em, deliveries) => {
        if (deliveries.some(({ event }) => event.nth === 1)) throw new Error('one is bad');
        await toLedger(em, deliveries);
      });
      await world.tell([sold('a', 1), sold('b', 2), sold('a', 3)]);
      await applied(2);
      expect(consumer.counters.parked).toBe(1);
      const options = { database: world.consumer, stream: world.stream, apply: toLedger, log };
      expect(await replayDeadLetters(options)).toEqual({ applied: 0, failed: 0, superseded: 1 });
      expect(await replayDeadLetters({ ...options, evenSuperseded: true })).toMatchObject({ applied: 1 });
    });

    it('asks for what the stream lost', async () => {
      const relay = world.relay(redis);
      await world.tell(numbers(5));
      await until(async () => (await world.sent()) === 5);
      expect(await carried(redis, world.stream)).toEqual(oneTo(5));
      await redis.streams.createGroup(world.stream, 'consumer');
      const [, second] = await redis.streams.read(world.stream, 'consumer', 'thief', { count: 2, blockMs: 0 });
      await redis.streams.acknowledge(world.stream, 'consumer', [second!.id]);
      const consumer = world.consume(redis);
      await applied(5);
      expect(nths(await world.ledger())).toEqual(oneTo(5));
      expect(consumer.counters.holes).toBeGreaterThan(0);
      expect(relay.counters.replays).toBeGreaterThan(0);
    });

    it('asks for the end of the stream where nothing follows that would show its loss', async () => {
      world.relay(redis);
      await world.tell(numbers(5));
      await until(async () => (await world.sent()) === 5);
      await redis.streams.createGroup(world.stream, 'consumer');
      const all = await redis.streams.read(world.stream, 'consumer', 'thief', { count: 9, blockMs: 0 });
      await redis.streams.acknowledge(
        world.stream,
        'consumer',
        all.slice(2).map(({ id }) => id),
      );
      world.consume(redis);
      await applied(5);
      expect(nths(await world.ledger())).toEqual(oneTo(5));
    });

    it('says what is lost to a consumer that comes back after its events were forgotten', async () => {
      world.relay(redis);
      const first = world.consume(redis);
      await world.tell(numbers(3));
      await applied(3);
      await first[Symbol.asyncDispose]();
      await world.tell(numbers(4, 'b'));
      await until(async () => (await world.sent()) === 7);
      await carried(redis, world.stream);
      await using session = await openOutboxSession(world.producerUrl, () => {});
      await world.producer
        .fork()
        .execute("update outbox set created_at = now() - interval '8 days' where position < 6");
      expect(await session.purge(7)).toBe(5);
      await redis.streams.createGroup(world.stream, 'consumer');
      const gone = await redis.streams.read(world.stream, 'consumer', 'thief', { count: 99, blockMs: 0 });
      await redis.streams.acknowledge(
        world.stream,
        'consumer',
        gone.map(({ id }) => id),
      );
      const back = world.consume(redis);
      await applied(5);
      expect((await world.ledger()).slice(3)).toEqual([
        { key: 'b', nth: 3 },
        { key: 'b', nth: 4 },
      ]);
      expect(back.counters.lost).toBe(2);
    });

    it('begins anew with a producer that lost its database', async () => {
      world.relay(redis);
      const consumer = world.consume(redis);
      await world.tell(numbers(5));
      await applied(5);
      await world.producer
        .fork()
        .execute(
          "truncate outbox; update outbox_state set epoch = epoch + 1, placed = 0, sent = 0; select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'outbox-relay' and datname = current_database()",
        );
      await world.tell(numbers(2, 'new'));
      await applied(7);
      expect((await world.ledger()).slice(5).map(({ key }) => key)).toEqual(['new', 'new']);
      expect(consumer.counters.lost).toBe(0);
    });
  });
}

it('go on after the database of their outbox said nothing for a while', async () => {
  await using world = await openWorld();
  await using redis = memoryRedis();
  await using way = await chaosProxy({ to: world.producerUrl });
  const relay = startRelay({ databaseUrl: way.url, redis, stream: world.stream, log });
  await until(() => relay.active);
  way.blackhole();
  await world.tell(numbers(3));
  await until(() => relay.counters.failures > 0);
  await way.heal();
  await until(async () => (await world.sent()) === 3);
  way.blackhole();
  await relay[Symbol.asyncDispose]();
  expect(await carried(redis, world.stream)).toEqual([1, 2, 3]);
});

eventsSuite('Events over Redis in memory', async () => memoryRedis());

await describeWithRedis('Events over a Redis server', (url) => {
  eventsSuite('that stays', () => connectRedis(url(), { log }));

  it('are applied exactly once and in order while their relay is killed at any moment', async () => {
    await using world = await openWorld();
    await using redis = await connectRedis(url(), { log });
    const consumer = world.consume(redis);
    let told = 0;
    for (let kill = 0; kill < 8; kill++) {
      const relay = fork(relayProcess, [world.producerUrl, url(), world.stream], { stdio: 'ignore' });
      const exited = once(relay, 'exit');
      for (const sent = await world.sent(); (await world.sent()) === sent; ) await world.tell([sold('a', ++told)]);
      const bursts = 1 + Math.floor(Math.random() * 5);
      for (let i = 0; i < bursts; i++)
        await world.tell(Array.from({ length: 1 + Math.floor(Math.random() * 900) }, () => sold('a', ++told)));
      relay.kill('SIGKILL');
      await exited;
    }
    world.relay(redis);
    await until(async () => (await world.ledger()).length >= told);
    expect(nths(await world.ledger())).toEqual(oneTo(told));
    expect(consumer.counters).toMatchObject({ applied: told, lost: 0, parked: 0 });
  });

  it('are not lost when the server is emptied, goes away and returns empty', async () => {
    await using world = await openWorld();
    await using way = await chaosProxy({ to: url() });
    await using redis = await connectRedis(way.url, { log });
    const empty = async () => {
      const admin = new Client(url());
      await admin.del(`stream:${world.stream}`);
      await admin.del(`lease:inbox:consumer:${world.stream}`);
      admin.disconnect();
    };
    world.relay(redis);
    const consumer = world.consume(redis);
    let told = 0;
    const tell = async (count: number) => {
      for (let i = 0; i < count; i++) await world.tell([sold('a', ++told)]);
    };
    for (let round = 0; round < 3; round++) {
      await tell(30);
      await empty();
      await tell(5);
    }
    await until(async () => (await world.ledger()).length >= told);
    await way.refuse();
    await tell(10);
    await empty();
    await way.heal();
    await tell(10);
    await until(async () => (await world.ledger()).length >= told);
    expect(nths(await world.ledger())).toEqual(oneTo(told));
    expect(consumer.counters).toMatchObject({ lost: 0, parked: 0 });
  });
});
