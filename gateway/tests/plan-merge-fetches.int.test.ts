import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parse, stripIgnoredCharacters, validate } from 'graphql';
import { compilePlan } from '../src/plan/compile.ts';
import { createFetchMerger } from '../src/plan/merge-fetches.ts';
import { runPlan } from '../src/plan/run-plan.ts';
import type { Fetch, FetchAnswer, FetchRequest } from '../src/plan/subgraph-fetch.ts';
import { see } from './plan/compare.ts';
import { generateOperation } from './plan/generate.ts';
import { openStand } from './plan/stand.ts';
import { worlds } from './plan/worlds.ts';

const runs = Number(process.env.PLAN_RUNS ?? 150);
const seed = Number(process.env.PLAN_SEED ?? 20_261_126);

describe.each(worlds.map((world) => openStand(world, { empty: 0.05, thrown: 0.05 })))(
  'over the supergraph $name',
  (stand) => {
    it('generated operations come to the same with entity fetches merged', async () => {
      const merge = createFetchMerger();
      let saved = 0;
      const choices = fc.noBias(fc.array(fc.nat({ max: 9_999 }), { minLength: 60, maxLength: 300, size: 'max' }));
      await fc.assert(
        fc.asyncProperty(choices, async (numbers) => {
          const { text, variables } = generateOperation(stand.graph.api, numbers);
          fc.pre(validate(stand.graph.api, parse(text)).length === 0);
          const planned = stand.planOrNull(text);
          fc.pre(planned !== null);
          const compiled = compilePlan(stand.graph, planned!.plan, planned!)!;
          const count = { apart: 0, merged: 0 };
          const counting =
            (which: keyof typeof count): Fetch =>
            (name, request) => {
              count[which] += 1;
              return stand.fetch('', 0)(name, request);
            };
          const apart = await runPlan(compiled, variables, counting('apart'));
          const merged = await runPlan(compiled, variables, merge(counting('merged')));
          expect({ text, variables, ...see(merged, []) }).toEqual({ text, variables, ...see(apart, []) });
          saved += count.apart - count.merged;
        }),
        { numRuns: runs, seed, maxSkipsPerRun: 1_000, endOnFailure: process.env.PLAN_SHRINK === 'no' },
      );
      console.info(`${stand.name}: ${saved} requests fewer`);
      if (stand.name !== 'ours') expect(saved).toBeGreaterThan(0);
    }, 600_000);
  },
);

const request = (query: string, representations: unknown[], others = {}): FetchRequest => ({
  query,
  operationName: 'Q',
  variables: { ...others, representations },
  kind: 'query' as never,
});
const books =
  'query Q($representations:[_Any!]!,$n:Int){_entities(representations:$representations){...on Book{pages(n:$n) ...F}}} fragment F on Book{title}';
const films =
  'query Q($representations:[_Any!]!,$n:Int){_entities(representations:$representations){...F}} fragment F on Film{minutes(n:$n)}';

/** Two fetches that start together, and what came of each. */
async function together(
  answer: (request: FetchRequest) => Promise<FetchAnswer>,
  requests = [request(books, ['b'], { n: 1 }), request(films, ['f', 'g'], { n: 1 })],
) {
  const sent: FetchRequest[] = [];
  const fetch = createFetchMerger()((_, each) => {
    sent.push(each);
    return answer(each);
  });
  return { sent, results: await Promise.allSettled(requests.map((each) => fetch('library', each))) };
}

describe('entity fetches that start together at one subgraph', () => {
  it('are one request, in which what belongs to each alone has a name of its own', async () => {
    const { sent } = await together(async () => ({ data: { _0: [], _1: [] } }));
    expect(sent).toHaveLength(1);
    expect(sent[0]!.variables).toEqual({ n: 1, representations_0: ['b'], representations_1: ['f', 'g'] });
    expect(sent[0]!.query).toBe(
      stripIgnoredCharacters(
        'query Q($representations_0:[_Any!]!$representations_1:[_Any!]!$n:Int){_0:_entities(representations:$representations_0){...on Book{pages(n:$n)...F_0}}_1:_entities(representations:$representations_1){...F_1}}fragment F_0 on Book{title}fragment F_1 on Film{minutes(n:$n)}',
      ),
    );
  });

  it('each get their own part of the answer, and the errors in it as if they had been alone', async () => {
    const { results } = await together(async () => ({
      data: { _0: [{ title: 't' }], _1: [null, { minutes: 1 }] },
      errors: [{ message: 'torn', path: ['_1', 0, 'minutes'] }, { message: 'of none' }],
    }));
    expect(results).toEqual([
      { status: 'fulfilled', value: { data: { _entities: [{ title: 't' }] }, errors: [{ message: 'of none' }] } },
      {
        status: 'fulfilled',
        value: {
          data: { _entities: [null, { minutes: 1 }] },
          errors: [{ message: 'torn', path: ['_entities', 0, 'minutes'] }],
        },
      },
    ]);
  });

  it('are each without an answer, and each told so at its own place, where there is none', async () => {
    const { results } = await together(async () => ({
      data: null,
      errors: [{ message: 'away', path: ['_0', 0, 'pages'] }],
    }));
    expect(results.map((result) => result.status === 'fulfilled' && result.value)).toEqual([
      { data: null, errors: [{ message: 'away', path: ['_entities', 0, 'pages'] }] },
      { data: null, errors: [{ message: 'away', path: ['_entities', 0] }] },
    ]);
  });

  it('are asked for once more, each by itself, where one part left nothing of the others', async () => {
    const { sent, results } = await together(async ({ query }) =>
      query.includes('_1:')
        ? { data: null, errors: [{ message: 'no list', path: ['_1'] }] }
        : { data: { _entities: [query.includes('Book') ? 'book' : 'film'] } },
    );
    expect(sent).toHaveLength(3);
    expect(results.map((result) => result.status === 'fulfilled' && result.value.data)).toEqual([
      { _entities: ['book'] },
      { _entities: ['film'] },
    ]);
  });

  it('all reject where the one request does', async () => {
    const { results } = await together(() => Promise.reject(new Error('cut')));
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });

  it.each([
    ['that mean different things by one variable', films.replace('$n:Int', '$n:Float')],
    ['that begin at a root field', 'query Q($representations:[_Any!]!){films(of:$representations){id}}'],
    ['that carry directives of the client', films.replace('{_entities', '@x{_entities')],
  ])('stay apart where there are some %s', async (_, other) => {
    const { sent } = await together(async () => ({ data: {} }), [request(books, ['b']), request(other, ['f'])]);
    expect(sent.map(({ query }) => query)).toEqual([books, other]);
  });
});

it('fetches of different subgraphs, and such as start later, stay apart', async () => {
  const sent: string[] = [];
  const fetch = createFetchMerger()(async (name, { query }) => {
    sent.push(`${name} ${query}`);
    return { data: { _entities: [] } };
  });
  await Promise.all([fetch('a', request(books, ['b'])), fetch('b', request(films, ['f']))]);
  await fetch('a', request(films, ['f']));
  expect(sent).toEqual([`a ${books}`, `b ${films}`, `a ${films}`]);
});

describe('entity fetches that follow from requests answered in different turns', () => {
  const root: FetchRequest = { query: '{ a }', operationName: 'Q', variables: {}, kind: 'query' as never };

  /** Two requests of which each leads to an entity fetch; the second is answered when it is told. */
  function apart(holdMs: number) {
    const sent: string[] = [];
    const second = Promise.withResolvers<FetchAnswer>();
    const fetch = createFetchMerger({ holdMs })(async (name, { query }) => {
      if (name === 'late') return second.promise;
      if (name === 'library') sent.push(query);
      return { data: { _0: [], _1: [], _entities: [] } };
    });
    const follow = async (name: string, query: string) => {
      await fetch(name, root);
      await fetch('library', request(query, ['x'], { n: 1 }));
    };
    return { sent, second, both: [follow('early', books), follow('late', films)] };
  }

  it('are one request', async () => {
    const { sent, second, both } = apart(60_000);
    setImmediate(() => second.resolve({ data: {} }));
    await Promise.all(both);
    expect(sent).toHaveLength(1);
  });

  it('do not wait for one that comes much later', async () => {
    const { sent, second, both } = apart(1);
    await both[0];
    expect(sent).toEqual([books]);
    second.resolve({ data: {} });
    await both[1];
    expect(sent).toEqual([books, films]);
  });
});
