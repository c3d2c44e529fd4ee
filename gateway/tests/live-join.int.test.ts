import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { hear, startWorld, until, type World } from './live-world.ts';

const joined = 'subscription ($ids: [ID!]!) { readings(ids: $ids) { id celsius station { place { name } } } }';
const noted = 'subscription { readings(ids: ["a"]) { celsius station { note } } }';

describe('a federated subscription', () => {
  let world: World;

  beforeEach(async () => {
    world = await startWorld();
  });
  afterEach(async () => {
    await world[Symbol.asyncDispose]();
  });

  it('begins with the present and joins the fields of another subgraph', async () => {
    world.sensors.measure('a', 1);
    const heard = hear(world.client(), joined, { ids: ['a'] });
    await until(() => heard.values.length === 1);
    const station = { place: { name: 'Place a' } };
    expect(heard.values[0]).toEqual({ data: { readings: { id: 'a', celsius: 1, station } } });
    world.sensors.measure('a', 2);
    await until(() => heard.values.length === 2);
    expect(heard.values[1]?.data.readings).toEqual({ id: 'a', celsius: 2, station });
    expect(world.places).toMatchObject({ fetches: 1, entities: 1 });
    heard.leave();
    await world.quiet();
  });

  it('asks a joined subgraph once for all elements that begin together', async () => {
    const ids = ['a', 'b', 'c', 'd'];
    for (const id of ids) world.sensors.measure(id, 1);
    const heard = hear(world.client(), joined, { ids });
    await until(() => heard.values.length === 4);
    expect(world.places.entities).toBe(4);
    expect(world.places.fetches).toBeLessThan(4);
  });

  it('answers under the aliases, fragments and variables that the client wrote', async () => {
    world.sensors.measure('a', 1);
    const query = `
      subscription Named($ids: [ID!]!, $deep: Boolean!) { now: readings(ids: $ids) { ...Warm where: station { key: id ...Deep @include(if: $deep) } } }
      fragment Warm on Reading { warmth: celsius seq: id }
      fragment Deep on Station { place { called: name } }`;
    const deep = hear(world.client(), query, { ids: ['a'], deep: true });
    const flat = hear(world.client(), query, { ids: ['a'], deep: false });
    await until(() => deep.values.length + flat.values.length === 2);
    expect(deep.values[0]?.data).toEqual({
      now: { warmth: 1, seq: 'a', where: { key: 'a', place: { called: 'Place a' } } },
    });
    expect(flat.values[0]?.data).toEqual({ now: { warmth: 1, seq: 'a', where: { key: 'a' } } });
  });

  it('reads another field of the event below a joined entity from the subgraph that owns it', async () => {
    world.sensors.measure('a', 7);
    const heard = hear(
      world.client(),
      'subscription { readings(ids: ["a"]) { station { reading { celsius mood } } } }',
    );
    await until(() => heard.values.length === 1);
    expect(heard.values[0]?.data.readings.station.reading).toEqual({ celsius: 7, mood: 'FRESH' });
  });

  it('gives each viewer their own joined field from one shared upstream, and a visitor none of theirs', async () => {
    world.sensors.measure('a', 1);
    const [ann, bob, guest] = ['ann', 'bob', undefined].map((token) =>
      hear(world.client({ connectionParams: token ? { token } : {} }), noted),
    );
    const all = [ann!, bob!, guest!];
    await until(() => all.every(({ values }) => values.length === 1));
    const notes = () => all.map(({ values }) => values.at(-1)?.data.readings.station.note);
    expect(notes()).toEqual(['ann about a', 'bob about a', 'nobody about a']);
    world.sensors.measure('a', 2);
    await until(() => all.every(({ values }) => values.length === 2));
    expect(notes()).toEqual(['ann about a', 'bob about a', 'nobody about a']);
    expect(world.live.open.upstreams).toBe(1);
    expect(world.live.open.streams).toBe(3);
  });

  it('opens an upstream for each viewer where the field declares that what is seen depends on them', async () => {
    const [ann, bob] = ['ann', 'bob'].map((token) =>
      hear(
        world.client({ connectionParams: { token } }),
        'subscription { secret { text station { place { name } } } }',
      ),
    );
    await until(() => ann!.completed && bob!.completed);
    expect(ann!.values.map(({ data }) => data.secret.text)).toEqual(['for ann']);
    expect(bob!.values.map(({ data }) => data.secret.text)).toEqual(['for bob']);
    expect(bob!.values[0]?.data.secret.station.place.name).toBe('Place a');
  });

  it('answers queries and mutations over the same socket through its port', async () => {
    const client = world.client();
    const asked = hear(client, '{ place(id: "a") { name } }');
    const changed = hear(client, 'mutation { rename(id: "a", name: "b") { name } }');
    await until(() => asked.completed && changed.completed);
    expect([...asked.values, ...changed.values]).toEqual([{ data: { asked: true } }, { data: { asked: true } }]);
  });
});

describe('a supergraph that declares nothing', () => {
  it('is served federated, in order and complete, with an upstream for each reader', async () => {
    await using world = await startWorld({ declared: false });
    const beeps = 'subscription { beeps(to: 300) { number } }';
    const [one, two] = [hear(world.client(), beeps), hear(world.client(), beeps)];
    await until(() => one.completed && two.completed);
    const all = Array.from({ length: 300 }, (_, index) => index + 1);
    expect(one.values.map(({ data }) => data.beeps.number)).toEqual(all);
    expect(two.values.map(({ data }) => data.beeps.number)).toEqual(all);

    world.sensors.measure('a', 1);
    world.sensors.measure('b', 1);
    const readers = [1, 2].map(() => hear(world.client(), joined, { ids: ['a', 'b'] }));
    await until(() => readers.every(({ values }) => values.length === 2));
    expect(world.live.open.upstreams).toBe(2);
    expect(readers[0]!.values[0]?.data.readings.station.place.name).toBe('Place a');
    for (const reader of readers) reader.leave();
    await world.quiet();
  });
});
