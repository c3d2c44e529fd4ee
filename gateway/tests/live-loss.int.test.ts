import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { hear, startWorld, until, type World } from './live-world.ts';

const query = 'subscription { readings(ids: ["a"]) { celsius state: mood seq station { reading { mood } } } }';

describe('a loss', () => {
  let world: World;

  beforeEach(async () => {
    world = await startWorld({ limits: { lossGraceMs: 100 } });
    world.sensors.measure('a', 1);
  });
  afterEach(async () => {
    await world[Symbol.asyncDispose]();
  });

  it('of the source re-sends the last value as stale, keeps the stream, and is live again by itself', async () => {
    const heard = hear(world.client(), query);
    await until(() => heard.values.length === 1);
    world.lines.sensors.cut();
    await until(() => heard.values.length === 2);
    expect(heard.values[1]?.data.readings).toEqual({
      celsius: 1,
      state: 'OLD',
      seq: 1,
      station: { reading: { mood: 'OLD' } },
    });
    const late = hear(world.client(), query);
    await until(() => late.values.length === 1);
    expect(late.values[0]?.data.readings.state).toBe('OLD');
    world.lines.sensors.mend();
    await until(() => heard.values.length === 3 && late.values.length === 2);
    expect(heard.values[2]?.data.readings).toMatchObject({ celsius: 1, state: 'FRESH', seq: 1 });
    world.sensors.measure('a', 2);
    await until(() => heard.values.at(-1)?.data.readings.celsius === 2);
    expect(heard.completed).toBe(false);
    expect(heard.errors).toEqual([]);
  });

  it('of a source that says itself, when it is back, that its value is old is told once, and over when it says so', async () => {
    const heard = hear(world.client(), 'subscription { readings(ids: ["a"]) { celsius state: mood seq } }');
    await until(() => heard.values.length === 1);
    world.lines.sensors.cut();
    await until(() => heard.values.length === 2);
    world.sensors.measure('a', 1, { mood: 'OLD', seq: 1 });
    world.lines.sensors.mend();
    await until(() => world.sensors.asked === 2);
    world.sensors.measure('a', 1, { seq: 1 });
    await until(() => heard.values.at(-1)?.data.readings.state === 'FRESH');
    expect(heard.values.map(({ data }) => [data.readings.seq, data.readings.state])).toEqual([
      [1, 'FRESH'],
      [1, 'OLD'],
      [1, 'FRESH'],
    ]);
  });

  it('of a source that said itself before that its value is old is not told', async () => {
    const heard = hear(world.client(), 'subscription { readings(ids: ["a"]) { celsius state: mood seq } }');
    await until(() => heard.values.length === 1);
    world.sensors.measure('a', 2, { mood: 'OLD' });
    await until(() => heard.values.length === 2);
    world.lines.sensors.cut();
    await new Promise((resolve) => setTimeout(resolve, 400));
    world.lines.sensors.mend();
    await until(() => world.sensors.asked === 2);
    world.sensors.measure('a', 3);
    await until(() => heard.values.at(-1)?.data.readings.seq === 3);
    expect(heard.values.map(({ data }) => [data.readings.seq, data.readings.state])).toEqual([
      [1, 'FRESH'],
      [2, 'OLD'],
      [3, 'FRESH'],
    ]);
  });

  it('shorter than the grace is not noticed by readers, and the same value is not sent twice', async () => {
    const world = await startWorld({ limits: { lossGraceMs: 5_000 } });
    await using _ = world;
    world.sensors.measure('a', 1);
    const heard = hear(world.client(), query);
    await until(() => heard.values.length === 1);
    world.lines.sensors.cut();
    world.lines.sensors.mend();
    await until(() => world.sensors.asked === 2);
    world.sensors.measure('a', 2);
    await until(() => heard.values.length === 2);
    expect(heard.values.map(({ data }) => [data.readings.seq, data.readings.state])).toEqual([
      [1, 'FRESH'],
      [2, 'FRESH'],
    ]);
  });

  it('of the source says on the new connection what was heard last, so that the source can announce what was lost', async () => {
    const heard = hear(world.client(), query);
    await until(() => heard.values.length === 1);
    world.sensors.measure('a', 2, { run: 'r1' });
    await until(() => heard.values.at(-1)?.data.readings.seq === 2);
    expect(world.sensors.resumed).toEqual([null]);
    world.lines.sensors.cut();
    await until(() => heard.values.at(-1)?.data.readings.state === 'OLD');
    world.sensors.measure('a', 3);
    world.sensors.measure('a', 4);
    world.lines.sensors.mend();
    await until(() => heard.values.at(-1)?.data.readings.seq === 4);
    expect(world.sensors.resumed).toEqual([null, { epoch: 'r1', seq: 2 }]);
    const late = hear(world.client(), 'subscription { readings(ids: ["b"]) { celsius } }');
    await until(() => world.sensors.asked === 3);
    expect(world.sensors.resumed.at(-1)).toBeNull();
    late.leave();
  });

  it('of the source that comes back and is away itself for a while goes on being a loss, and ends no stream', async () => {
    const heard = hear(world.client(), query);
    await until(() => heard.values.length === 1);
    world.lines.sensors.cut();
    world.sensors.away = true;
    world.lines.sensors.mend();
    await until(() => world.sensors.asked >= 3);
    await until(() => heard.values.at(-1)?.data.readings.state === 'OLD');
    expect([heard.errors, heard.completed]).toEqual([[], false]);
    world.sensors.away = false;
    await until(() => heard.values.at(-1)?.data.readings.state === 'FRESH');
    world.sensors.measure('a', 2);
    await until(() => heard.values.at(-1)?.data.readings.seq === 2);
    heard.leave();
    await world.quiet();
  });

  it('of a joined subgraph leaves the event whole and marks what is missing', async () => {
    const joined = 'subscription { readings(ids: ["a"]) { celsius station { note } } }';
    const heard = hear(world.client(), joined);
    await until(() => heard.values.length === 1);
    world.lines.notes.cut();
    await until(() => {
      world.sensors.measure('a', 2);
      return heard.values.at(-1)?.errors !== undefined;
    });
    expect(heard.values.at(-1)?.data.readings).toEqual({ celsius: 2, station: { note: null } });
    world.lines.notes.mend();
    await until(() => {
      world.sensors.measure('a', 3);
      return heard.values.at(-1)?.errors === undefined;
    });
    expect(heard.values.at(-1)?.data.readings).toEqual({ celsius: 3, station: { note: 'nobody about a' } });
    expect(heard.completed).toBe(false);
  });

  it('of a source that is stopped politely is a loss too, not the end of its streams', async () => {
    const heard = hear(world.client(), query);
    await until(() => heard.values.length === 1);
    await world.stopSensors();
    await until(() => heard.values.length === 2);
    expect(heard.values[1]?.data.readings.state).toBe('OLD');
    expect([heard.completed, heard.errors]).toEqual([false, []]);
  });

  it('of a source that was never there ends when it comes', async () => {
    world.lines.sensors.cut();
    const heard = hear(world.client(), query);
    await until(() => world.live.open.subscriptions === 1);
    world.lines.sensors.mend();
    await until(() => heard.values.length === 1);
    heard.leave();
    await world.quiet();
  });

  it('leaves nothing open when the reader goes while the source is away', async () => {
    const heard = hear(world.client(), query);
    await until(() => heard.values.length === 1);
    world.lines.sensors.cut();
    heard.leave();
    world.lines.sensors.mend();
    await world.quiet();
  });
});
