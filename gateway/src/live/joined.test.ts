import type { GraphQLDataSource } from '@apollo/gateway';
import { describe, expect, it } from '@jest/globals';
import { createJoined } from './joined.ts';

type Response = Awaited<ReturnType<GraphQLDataSource['process']>>;
type Asked = readonly { readonly id: string }[];

const query = '{ _entities(representations: $representations) { ... on A { name } } }';

function joined(answer: (ids: Asked) => Response | Promise<Response> = names) {
  const asked: Asked[] = [];
  const viewers: unknown[] = [];
  let now = 0;
  const room = createJoined({
    ttlMs: 1_000,
    max: 3,
    now: () => now,
    fetchSubgraph: () => ({
      async process({ request, context }) {
        const ids = request.variables?.representations as Asked;
        asked.push(ids);
        viewers.push(context);
        return answer(ids);
      },
    }),
  });
  const source = room.source('places');
  const ask = (ids: readonly string[], viewer = 'ann') =>
    source.process({
      request: { query, variables: { deep: true, representations: ids.map((id) => ({ id })) } },
      context: { viewer: { id: viewer } },
    } as unknown as Parameters<GraphQLDataSource['process']>[0]);
  const pass = (ms: number): void => {
    now += ms;
  };
  return { asked, viewers, ask, room, pass };
}

const names = (ids: Asked): Response => ({ data: { _entities: ids.map(({ id }) => ({ name: `name of ${id}` })) } });

describe('joined entities', () => {
  it('that are asked for at the same time travel together, each once, as a visitor', async () => {
    const { ask, asked, viewers } = joined();
    const [one, two] = await Promise.all([ask(['a', 'b']), ask(['b', 'c'])]);
    expect(one!.data).toEqual({ _entities: [{ name: 'name of a' }, { name: 'name of b' }] });
    expect(two!.data).toEqual({ _entities: [{ name: 'name of b' }, { name: 'name of c' }] });
    expect(asked).toEqual([[{ id: 'a' }, { id: 'b' }, { id: 'c' }]]);
    expect(viewers).toEqual([{ viewer: { id: null } }]);
  });

  it('are remembered for their time, as copies, and at most so many', async () => {
    const { ask, asked, pass, room } = joined();
    const first = await ask(['a']);
    (first.data!._entities as { name: string }[])[0]!.name = 'changed by the executor';
    expect((await ask(['a'])).data).toEqual({ _entities: [{ name: 'name of a' }] });
    expect(asked).toHaveLength(1);
    pass(1_001);
    await ask(['a']);
    expect(asked).toHaveLength(2);
    await ask(['b', 'c', 'd']);
    await ask(['a']);
    expect(asked).toHaveLength(4);
    room.forget();
    await ask(['a']);
    expect(asked).toHaveLength(5);
  });

  it('that fail keep their own errors, and are asked again a second later at the latest', async () => {
    const { ask, asked, pass } = joined((ids) => ({
      ...names(ids),
      errors: [{ message: 'b is broken', path: ['_entities', 1, 'name'] }, { message: 'all is not well' }],
    }));
    const { errors } = await ask(['a', 'b']);
    expect(errors).toEqual([
      { message: 'all is not well', path: ['_entities', 0] },
      { message: 'b is broken', path: ['_entities', 1, 'name'] },
      { message: 'all is not well', path: ['_entities', 1] },
    ]);
    await ask(['a']);
    expect(asked).toHaveLength(1);
    pass(1_001);
    await ask(['a']);
    expect(asked).toHaveLength(2);
  });

  it('that do not come at all fail everyone who waits', async () => {
    const none = joined(() => ({ data: null, errors: [{ message: 'away', path: ['_entities', 0, 'name'] }] }));
    const { data, errors } = await none.ask(['a', 'b']);
    expect(data).toEqual({ _entities: [null, null] });
    expect(errors?.map(({ path }) => path)).toEqual([
      ['_entities', 0, 'name'],
      ['_entities', 1, 'name'],
    ]);
    const cut = joined(() => Promise.reject(new Error('cut')));
    await expect(cut.ask(['a'])).rejects.toThrow('cut');
  });
});
