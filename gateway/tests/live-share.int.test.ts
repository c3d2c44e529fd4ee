import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { hear, startWorld, until, type World } from './live-world.ts';

const query = 'subscription ($ids: [ID!]!) { readings(ids: $ids) { id celsius } }';

describe('what is shared', () => {
  let world: World;

  beforeEach(async () => {
    world = await startWorld();
    world.sensors.measure('a', 1);
    world.sensors.measure('b', 1);
  });
  afterEach(async () => {
    await world[Symbol.asyncDispose]();
  });

  const executed = async () => (await world.metrics.getSingleMetric('live_executed_total')?.get())?.values[0]?.value;

  it('is resolved once for a thousand readers of one element', async () => {
    const readers = Array.from({ length: 10 }, () => world.client()).flatMap((client) =>
      Array.from({ length: 100 }, () => hear(client, query, { ids: ['a'] })),
    );
    await until(() => readers.every(({ values }) => values.length === 1));
    expect(world.live.open).toEqual({ sockets: 10, subscriptions: 1_000, streams: 1, upstreams: 1, connections: 1 });
    expect(await executed()).toBe(1);
    world.sensors.measure('a', 2);
    await until(() => readers.every(({ values }) => values.at(-1)?.data.readings.celsius === 2));
    expect(await executed()).toBe(2);
    expect(world.sensors.asked).toBe(1);
    for (const reader of readers) reader.leave();
    await world.quiet();
  });

  it('stays for one reader when another leaves, and closes with the last', async () => {
    const one = hear(world.client(), query, { ids: ['a'] });
    const two = hear(world.client(), query, { ids: ['a', 'b'] });
    await until(() => one.values.length === 1 && two.values.length === 2);
    expect(world.live.open.upstreams).toBe(2);
    one.leave();
    await until(() => world.live.open.subscriptions === 1);
    world.sensors.measure('a', 5);
    await until(() => two.values.at(-1)?.data.readings.celsius === 5);
    expect(one.values).toHaveLength(1);
    two.leave();
    await world.quiet();
  });

  it('closes upstream when a client vanishes without a word', async () => {
    const client = world.client();
    const heard = hear(client, query, { ids: ['a', 'b'] });
    await until(() => heard.values.length === 2);
    client.terminate();
    await world.quiet();
  });

  it('tells who comes late the present at once, without asking upstream again', async () => {
    const early = hear(world.client(), query, { ids: ['a'] });
    await until(() => early.values.length === 1);
    world.sensors.measure('a', 9);
    await until(() => early.values.length === 2);
    const late = hear(world.client(), query, { ids: ['a'] });
    await until(() => late.values.length === 1);
    expect(late.values[0]?.data.readings.celsius).toBe(9);
    expect(world.sensors.asked).toBe(1);
  });

  it('is one plan and one upstream for documents that differ only in words', async () => {
    const texts = [
      'subscription One($ids: [ID!]!) { readings(ids: $ids) { id celsius } }',
      'subscription Two { readings(ids: ["a"]) { id, celsius } }',
      'subscription { readings(ids: "a") { id celsius } }',
    ];
    const readers = texts.map((text) => hear(world.client(), text, text.includes('$') ? { ids: ['a'] } : {}));
    await until(() => readers.every(({ values }) => values.length === 1));
    expect([world.live.open.streams, world.live.open.upstreams]).toEqual([1, 1]);
  });

  it('is delivered once where two elements of a list turn out to be the same', async () => {
    const heard = hear(world.client(), query, { ids: ['a', 'A', 'a', 'b'] });
    await until(() => heard.values.length === 2 && world.live.open.streams === 2);
    world.sensors.measure('a', 3);
    world.sensors.measure('b', 4);
    await until(() => heard.values.length >= 4);
    expect(heard.values.slice(2).map(({ data }) => data.readings)).toEqual([
      { id: 'a', celsius: 3 },
      { id: 'b', celsius: 4 },
    ]);
  });

  it('never goes backwards for a reader, whatever a lagging replica sends', async () => {
    const heard = hear(world.client(), query, { ids: ['a'] });
    await until(() => heard.values.length === 1);
    const old = world.sensors.last.get('a')!;
    world.sensors.measure('a', 2);
    await until(() => heard.values.length === 2);
    world.sensors.repeat(old);
    world.sensors.measure('a', 3, { run: 'r2', seq: 1 });
    await until(() => heard.values.length === 3);
    world.sensors.repeat(old);
    world.sensors.measure('a', 4, { run: 'r2', seq: 2 });
    await until(() => heard.values.at(-1)?.data.readings.celsius === 4);
    expect(heard.values.map(({ data }) => data.readings.celsius)).toEqual([1, 2, 3, 4]);
  });

  it('announces every gap, even one that a newer value has overtaken', async () => {
    const heard = hear(world.client(), 'subscription { readings(ids: ["a"]) { seq gap { from } } }');
    await until(() => heard.values.length === 1);
    world.sensors.measure('a', 2, { gap: { from: 7 } });
    for (let celsius = 0; celsius < 50; celsius++) world.sensors.measure('a', celsius);
    await until(() => heard.values.at(-1)?.data.readings.seq === 52);
    expect(heard.values.map(({ data }) => data.readings.gap)).toContainEqual({ from: 7 });
  });

  it('ends for the reader when the streams of all elements have ended', async () => {
    const heard = hear(world.client(), query, { ids: ['a', 'b'] });
    await until(() => heard.values.length === 2);
    world.sensors.end();
    await until(() => heard.completed);
    await world.quiet();
  });
});
