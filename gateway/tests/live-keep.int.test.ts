import { afterEach, describe, expect, it } from '@jest/globals';
import { type Heard, hear, startWorld, until, type World } from './live-world.ts';
import { compose, notesSdl, placesSdl, sensorsSdl, weatherSupergraph } from './weather.ts';

const asking = 'subscription { readings(ids: ["a"], everyAlarm: true) { celsius mood alarms } }';
const plain = 'subscription { readings(ids: ["a"]) { celsius } }';

const alarms = ({ values }: Heard): number[] => values.flatMap(({ data }) => data.readings.alarms ?? []);
const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

/** A hundred measurements with an alarm in every fifth. */
function storm(world: World, from = 0): void {
  for (let celsius = from + 1; celsius <= from + 100; celsius++)
    world.sensors.measure('a', celsius, celsius % 5 === 0 ? { alarms: [celsius / 5] } : {});
}

describe('what must pass', () => {
  let world: World;
  afterEach(async () => {
    await world[Symbol.asyncDispose]();
  });

  it('reaches those who asked for it whole and in order while other values give way, and nobody else', async () => {
    world = await startWorld({ flushMs: 300 });
    world.sensors.measure('a', 0);
    const readers = [hear(world.client(), asking), hear(world.client(), asking)];
    const other = hear(world.client(), plain);
    await until(() => [...readers, other].every(({ values }) => values.length === 1));
    expect(world.live.open).toMatchObject({ subscriptions: 3, streams: 2, upstreams: 2 });
    storm(world);
    await until(() => [...readers, other].every(({ values }) => values.at(-1)?.data.readings.celsius === 100));
    for (const reader of readers) {
      expect(alarms(reader)).toEqual(upTo(20));
      expect(reader.values.length).toBeLessThan(101);
    }
    expect(readers[0]?.values).toEqual(readers[1]?.values);
    expect(other.values.length).toBeLessThan(21);
    for (const reader of [...readers, other]) reader.leave();
    await world.quiet();
  });

  it('is told once, whatever is lost: the last value comes again as stale and as the present without it', async () => {
    world = await startWorld({ limits: { lossGraceMs: 50 } });
    const heard = hear(world.client(), asking);
    await until(() => world.sensors.listeners.size === 1);
    world.sensors.measure('a', 1, { alarms: [1] });
    await until(() => heard.values.length === 1);
    world.lines.sensors.cut();
    await until(() => heard.values.length === 2);
    world.lines.sensors.mend();
    await until(() => heard.values.at(-1)?.data.readings.mood === 'FRESH');
    world.sensors.measure('a', 2, { alarms: [2, 3] });
    await until(() => heard.values.at(-1)?.data.readings.celsius === 2);
    expect(heard.values.map(({ data: { readings } }) => [readings.celsius, readings.mood, readings.alarms])).toEqual([
      [1, 'FRESH', [1]],
      [1, 'OLD', []],
      [1, 'FRESH', []],
      [2, 'FRESH', [2, 3]],
    ]);
  });

  it('is neither lost nor told twice while a new supergraph moves its readers', async () => {
    world = await startWorld();
    const joined =
      'subscription { readings(ids: ["a"], everyAlarm: true) { celsius alarms station { place { name } } } }';
    const heard = hear(world.client(), joined);
    await until(() => world.sensors.listeners.size === 1);
    const moved = compose([
      { name: 'sensors', sdl: sensorsSdl(true) },
      { name: 'places', sdl: placesSdl.replace('place: Place', 'elsewhere: String') },
      {
        name: 'notes',
        sdl: notesSdl.replace('note: String', 'note: String place: Town').concat('type Town { name: String! }'),
      },
    ]);
    for (let turn = 0; turn < 6; turn++) {
      storm(world, turn * 100);
      await until(() => (heard.values.at(-1)?.data.readings.celsius ?? 0) > turn * 100);
      world.replace(turn % 2 === 0 ? moved : weatherSupergraph());
    }
    await until(() => heard.values.at(-1)?.data.readings.celsius === 600);
    expect(alarms(heard)).toEqual(upTo(120));
    expect(world.sensors.asked).toBe(1);
    heard.leave();
    await world.quiet();
  });

  it('closes who is too far behind to get all of it with 4808, and leaves who did not ask', async () => {
    world = await startWorld({ flushMs: 1, limits: { unconfirmedBytes: 4_096, unread: 50 } });
    world.sensors.measure('a', 0);
    const closed: number[] = [];
    const slow = [asking, plain].map((query) => {
      const opened = Promise.withResolvers<{ pause(): void; resume(): void }>();
      const client = world.client({
        on: {
          opened: (socket) => opened.resolve(socket as { pause(): void; resume(): void }),
          closed: (event) => closed.push((event as { code: number }).code),
        },
      });
      return { heard: hear(client, query), socket: opened.promise };
    });
    const quick = hear(world.client(), asking);
    await until(() => [quick, ...slow.map(({ heard }) => heard)].every(({ values }) => values.length === 1));
    const sockets = await Promise.all(slow.map(({ socket }) => socket));
    for (const socket of sockets) socket.pause();
    let told = 0;
    while (world.live.open.subscriptions === 3) {
      if (told >= 2_000) throw new Error('expected the slow reader to be given up, came two thousand values');
      for (let count = 0; count < 10; count++) world.sensors.measure('a', ++told, { alarms: [told] });
      await until(() => quick.values.at(-1)?.data.readings.celsius === told);
    }
    for (const socket of sockets) socket.resume();
    await until(() => closed.length === 1);
    expect(closed).toEqual([4808]);
    await until(() => slow[1]?.heard.values.at(-1)?.data.readings.celsius === told);
    expect(alarms(quick)).toEqual(upTo(told));
    expect(slow[1]?.heard.errors).toEqual([]);
  });
});
