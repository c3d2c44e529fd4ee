import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { changeNotice, entityChanges } from '@lzstock/kit/events/entity-change';
import { type Answer, type Heard, hear, startWorld, until, type World } from './live-world.ts';

const fields = (selection: string) =>
  `subscription ($ids: [ID!]!) { readings(ids: $ids) { celsius station { ${selection} } } }`;
const station = ({ data }: Answer) => data.readings.station;

describe('an entity that is joined to events', () => {
  let world: World;

  beforeEach(async () => {
    world = await startWorld();
    for (const id of ['a', 'b']) world.sensors.measure(id, 1);
  });
  afterEach(async () => {
    await world[Symbol.asyncDispose]();
  });

  /** The station of the next event of `id`. */
  async function next({ values }: Heard, id = 'a') {
    const before = values.length;
    world.sensors.measure(id, Math.random());
    await until(() => values.length > before);
    return station(values.at(-1)!);
  }
  const first = async (heard: Heard, count = 1) => until(() => heard.values.length === count);

  it('is asked for once for all streams and viewers, whatever else they select', async () => {
    const one = hear(world.client({ connectionParams: { token: 'ann' } }), fields('place { name }'), {
      ids: ['a', 'b'],
    });
    await first(one, 2);
    expect(world.places).toMatchObject({ fetches: 1, entities: 2 });
    const other = hear(world.client(), fields('where: place { name } note').replace('celsius', 'mood'), { ids: ['b'] });
    const same = hear(world.client(), fields('place { name } note'), { ids: ['a'] });
    await first(other);
    await first(same);
    expect(station(same.values[0]!)).toEqual({ place: { name: 'Place a' }, note: 'nobody about a' });
    expect(await next(one)).toEqual({ place: { name: 'Place a' } });
    expect(await next(same)).toMatchObject({ place: { name: 'Place a' } });
    expect(world.places.entities).toBe(3);
  });

  it('is asked for anew, and no other one, after its context told a change', async () => {
    const heard = hear(world.client(), fields('place { name }'), { ids: ['a', 'b'] });
    await first(heard, 2);
    world.places.named.set('a', 'New').set('b', 'Untold');
    expect(await next(heard)).toEqual({ place: { name: 'Place a' } });
    const text = changeNotice([{ type: 'Station', key: { id: 'a' } }]);
    await world.redis.pubsub.publish([{ channel: entityChanges, text }]);
    // What is asked for within the millisecond of a change is not kept.
    await new Promise((resolve) => setTimeout(resolve, 5));
    await until(() => {
      world.sensors.measure('a', 2);
      return station(heard.values.at(-1)!).place.name === 'New';
    });
    expect(await next(heard, 'b')).toEqual({ place: { name: 'Place b' } });
    expect(world.places.entities).toBe(3);
  });

  it('is remembered for as long as the schema allows, and not at all where it says nothing', async () => {
    const short = hear(world.client(), fields('weather'), { ids: ['a'] });
    await first(short);
    world.places.weather = 'rainy';
    await until(() => {
      world.sensors.measure('a', 2);
      return station(short.values.at(-1)!).weather === 'rainy';
    });
    expect(world.places.entities).toBe(2);
    short.leave();
    const never = hear(world.client(), fields('visitors'), { ids: ['b'] });
    await first(never);
    const [one, two] = [await next(never, 'b'), await next(never, 'b')];
    expect(two.visitors).toBe(one.visitors + 1);
  });

  it('is never told across viewers where a field of it depends on them', async () => {
    const tokens = ['ann', 'bob', undefined];
    const all = tokens.map((token) =>
      hear(world.client({ connectionParams: token ? { token } : {} }), fields('mine'), { ids: ['a'] }),
    );
    for (const each of all) await first(each);
    const told = await Promise.all(all.map((each) => next(each)));
    expect(told).toEqual([{ mine: 'a of ann' }, { mine: 'a of bob' }, { mine: 'a of nobody' }]);
  });

  it('answers from memory, though it is too old, while its subgraph is away', async () => {
    const heard = hear(world.client(), fields('place { name } weather'), { ids: ['a'] });
    await first(heard);
    world.lines.places.cut();
    await until(() => {
      world.sensors.measure('a', 2);
      return world.places.fetches > 3;
    });
    expect(heard.values.every(({ errors }) => errors === undefined)).toBe(true);
    expect(station(heard.values.at(-1)!)).toEqual({ place: { name: 'Place a' }, weather: 'sunny' });
    world.places.weather = 'rainy';
    world.lines.places.mend();
    await until(() => {
      world.sensors.measure('a', 2);
      return station(heard.values.at(-1)!).weather === 'rainy';
    });
  });

  it('leaves a null and one error where it was never heard of and its subgraph is away', async () => {
    world.lines.places.cut();
    const heard = hear(world.client(), fields('place { name }'), { ids: ['a'] });
    await first(heard);
    const [{ data, errors }] = heard.values as [Answer];
    expect(data.readings.station).toEqual({ place: null });
    expect(errors).toEqual([
      {
        message: 'away',
        path: ['readings', 'station'],
        extensions: expect.objectContaining({ code: 'SUBGRAPH_UNAVAILABLE' }),
      },
    ]);
  });
});
