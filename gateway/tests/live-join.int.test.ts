import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { hear, startWorld, until, type World } from './live-world.ts';

const joined = 'subscription ($ids: [ID!]!) { readings(ids: $ids) { id celsius station { place { name } } } }';

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
    expect(heard.values[0]).toEqual({
      data: { readings: { id: 'a', celsius: 1, station: { place: { name: 'Place a' } } } },
    });
    world.sensors.measure('a', 2);
    await until(() => heard.values.length === 2);
    expect(heard.values[1]?.data.readings).toEqual({ id: 'a', celsius: 2, station: { place: { name: 'Place a' } } });
    expect(world.places).toEqual({ fetches: 1, entities: 1 });
    heard.leave();
    await world.quiet();
  });
});
