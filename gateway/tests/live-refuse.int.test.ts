import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { hear, startWorld, until, type World } from './live-world.ts';

const query = 'subscription ($ids: [ID!]!) { readings(ids: $ids) { id celsius } }';

describe('what is refused', () => {
  let world: World;

  beforeEach(async () => {
    world = await startWorld();
    world.sensors.measure('a', 1);
  });
  afterEach(async () => {
    await world[Symbol.asyncDispose]();
  });

  const refusal = async (text: string, variables: Record<string, unknown> = {}) => {
    const heard = hear(world.client(), text, variables);
    await until(() => heard.errors.length === 1);
    return (heard.errors[0] as { message: string; extensions: Record<string, unknown> }[])[0]!;
  };

  it('carries the subgraph’s own words, costs only that subscription, and is not remembered', async () => {
    const client = world.client();
    const well = hear(client, query, { ids: ['a'] });
    await until(() => well.values.length === 1);
    for (let turn = 1; turn <= 2; turn++) {
      const asked = world.sensors.asked;
      const bad = hear(client, query, { ids: ['a', 'b!'] });
      await until(() => bad.errors.length === 1);
      expect(bad.errors[0]).toEqual([
        expect.objectContaining({
          message: '`ids`: expected letters and digits, came "b!"',
          extensions: { code: 'BAD_INPUT', argument: 'ids' },
        }),
      ]);
      expect(world.sensors.asked).toBe(asked + 1);
    }
    world.sensors.measure('a', 2);
    await until(() => well.values.at(-1)?.data.readings.celsius === 2);
    well.leave();
    await world.quiet();
  });

  it('is nothing where one element is unknown: the known ones stream', async () => {
    const heard = hear(world.client(), query, { ids: ['unknown', 'a'] });
    await until(() => heard.values.length === 1);
    expect(heard.values[0]?.data.readings.id).toBe('a');
    world.sensors.measure('unknown', 3);
    await until(() => heard.values.length === 2);
  });

  it('names the list that is too long, and the bound', async () => {
    const ids = Array.from({ length: 201 }, (_, index) => `s${index}`);
    expect(await refusal(query, { ids })).toEqual({
      message: '`ids`: expected at most 200 elements, came 201',
      extensions: { code: 'BAD_INPUT', argument: 'ids' },
    });
    expect(world.sensors.asked).toBe(0);
  });

  it.each([
    ['an unknown field', 'subscription { readings(ids: ["a"]) { colour } }', {}],
    ['a missing variable', query, {}],
    ['a variable of the wrong kind', query, { ids: { a: 1 } }],
    ['two root fields', 'subscription { one: beeps(to: 1) { number } two: beeps(to: 1) { number } }', {}],
    [
      'a condition on the root',
      'subscription ($on: Boolean!) { beeps(to: 1) @include(if: $on) { number } }',
      { on: true },
    ],
    ['an introspection root', 'subscription { __typename }', {}],
    ['a syntax error', 'subscription {', {}],
    [
      'several operations without a name',
      'subscription A { beeps(to: 1) { number } } subscription B { beeps(to: 2) { number } }',
      {},
    ],
    ['more tokens than allowed', `subscription { beeps(to: 1) { ${'number '.repeat(2_100)} } }`, {}],
  ])('names %s and leaves the socket open', async (_, text, variables) => {
    expect((await refusal(text, variables)).message).toBeTruthy();
    expect(world.sensors.asked).toBe(0);
    await until(() => world.live.open.subscriptions === 0);
  });

  it('is an operation above what one socket may run', async () => {
    await using small = await startWorld({ limits: { operationsPerSocket: 2, elementsPerSocket: 3 } });
    const client = small.client();
    for (const id of ['a', 'b']) hear(client, query, { ids: [id] });
    const third = hear(client, query, { ids: ['c'] });
    await until(() => third.errors.length === 1);
    expect(third.errors[0]).toEqual([expect.objectContaining({ extensions: { code: 'OPERATION_LIMIT' } })]);
    const many = hear(small.client(), query, { ids: ['a', 'b', 'c', 'd'] });
    await until(() => many.errors.length === 1);
    expect(many.errors[0]).toEqual([expect.objectContaining({ extensions: { code: 'OPERATION_LIMIT' } })]);
  });

  it('is a field whose subgraph has no address, and no more than that', async () => {
    await using lost = await startWorld({ subgraphUrl: () => '' });
    const heard = hear(lost.client(), query, { ids: ['a'] });
    await until(() => heard.errors.length === 1);
    expect(heard.errors[0]).toEqual([expect.objectContaining({ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } })]);
    await lost.quiet();
  });

  it('is whatever the gateway does not admit', async () => {
    await using strict = await startWorld({
      admit: () => {
        throw Object.assign(new Error('Not a known operation'), { extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } });
      },
    });
    const heard = hear(strict.client(), query, { ids: ['a'] });
    await until(() => heard.errors.length === 1);
    expect(heard.errors[0]).toEqual([
      { message: 'Not a known operation', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } },
    ]);
  });
});
