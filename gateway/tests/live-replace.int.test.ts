import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { hear, startWorld, until, type World } from './live-world.ts';
import { compose, notesSdl, placesSdl, sensorsSdl, weatherSupergraph } from './weather.ts';

const query = 'subscription { readings(ids: ["a"]) { celsius station { place { name } } } }';

const withSensors = (sdl: string, places = placesSdl) =>
  compose([
    { name: 'sensors', sdl },
    { name: 'places', sdl: places },
    { name: 'notes', sdl: notesSdl },
  ]);

describe('a new supergraph', () => {
  let world: World;

  beforeEach(async () => {
    world = await startWorld();
    world.sensors.measure('a', 1);
  });
  afterEach(async () => {
    await world[Symbol.asyncDispose]();
  });

  it('that changes nothing for a subscription is not noticed by it', async () => {
    const heard = hear(world.client(), query);
    await until(() => heard.values.length === 1);
    world.replace(weatherSupergraph().replace('type Beep', '"A sound."\ntype Beep'));
    world.sensors.measure('a', 2);
    await until(() => heard.values.length === 2);
    expect(heard.values[1]?.data.readings.celsius).toBe(2);
    expect(world.sensors.asked).toBe(1);
    const later = hear(world.client(), query);
    await until(() => later.values.length === 1);
    expect(world.live.open.streams).toBe(1);
  });

  it('that joins from elsewhere moves a running subscription and keeps its upstream', async () => {
    const heard = hear(world.client(), query);
    await until(() => heard.values.length === 1);
    const moved = compose([
      { name: 'sensors', sdl: sensorsSdl(true) },
      { name: 'places', sdl: placesSdl.replace('place: Place', 'elsewhere: String') },
      {
        name: 'notes',
        sdl: notesSdl.replace('note: String', 'note: String place: Town').concat('type Town { name: String! }'),
      },
    ]);
    world.replace(moved);
    await until(() => heard.values.length >= 2);
    expect(heard.values.at(-1)?.data.readings).toEqual({ celsius: 1, station: { place: null } });
    expect(heard.values.at(-1)?.errors).toBeDefined();
    world.sensors.measure('a', 2);
    await until(() => heard.values.at(-1)?.data.readings.celsius === 2);
    expect(world.sensors.asked).toBe(1);
    heard.leave();
    await world.quiet();
  });

  it('ends what it no longer allows with its errors, and only that', async () => {
    const client = world.client();
    const gone = hear(client, 'subscription { readings(ids: ["a"]) { celsius mood } }');
    const kept = hear(client, query);
    await until(() => gone.values.length === 1 && kept.values.length === 1);
    world.replace(
      withSensors(
        sensorsSdl(true)
          .replace('celsius: Float', 'celsius: Float kelvin: Float')
          .replace('gap: Gap mood: Mood!', 'gap: Gap')
          .replace('staleField: "mood", staleValue: "OLD"', ''),
      ),
    );
    await until(() => gone.errors.length === 1);
    expect(gone.errors[0]).toEqual([expect.objectContaining({ message: expect.stringContaining('mood') })]);
    world.sensors.measure('a', 2);
    await until(() => kept.values.at(-1)?.data.readings.celsius === 2);
    expect(world.live.open.sockets).toBe(1);
    const fresh = hear(client, 'subscription { readings(ids: ["a"]) { kelvin } }');
    await until(() => fresh.errors.length === 1);
    expect(JSON.stringify(fresh.errors)).toContain('kelvin');
  });

  it('that is none changes nothing', async () => {
    const heard = hear(world.client(), query);
    await until(() => heard.values.length === 1);
    expect(() => world.replace('type Query { a: Int }')).toThrow();
    world.sensors.measure('a', 2);
    await until(() => heard.values.length === 2);
  });
});
