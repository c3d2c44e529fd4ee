import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parse, validate } from 'graphql';
import { compilePlan } from '../src/plan/compile.ts';
import { createFetchMerger } from '../src/plan/merge-fetches.ts';
import { type PlanResult, runPlan } from '../src/plan/run-plan.ts';
import type { Fetch, FetchAnswer } from '../src/plan/subgraph-fetch.ts';
import { generateOperation } from './plan/generate.ts';
import { openStand, readsContexts } from './plan/stand.ts';
import { openWhole } from './plan/whole.ts';
import { compose, travel } from './plan/worlds.ts';

const runs = Number(process.env.PLAN_RUNS ?? 350);
const seed = Number(process.env.PLAN_SEED ?? 20_261_127);
const chances = { empty: 0.08, thrown: 0 };

/** Apollo's planner gives a field the place of another by such an alias. */
const leftToApollo = /\bid: /;

const choices = fc.noBias(fc.array(fc.nat({ max: 9_999 }), { minLength: 60, maxLength: 300, size: 'max' }));

it('generated operations come to what one subgraph would answer in which each field looks up its contexts', async () => {
  const stand = openStand(travel, chances);
  const answer = openWhole(travel, chances);
  let contextual = 0;
  await fc.assert(
    fc.asyncProperty(choices, async (numbers) => {
      const { text, variables } = generateOperation(stand.graph.api, numbers, false);
      fc.pre(validate(stand.graph.api, parse(text)).length === 0);
      fc.pre(!leftToApollo.test(text) && !text.includes('__schema'));
      const planned = stand.plan(text);
      contextual += readsContexts(planned) ? 1 : 0;
      const compiled = compilePlan(stand.graph, planned.plan, planned)!;
      const { data, errors } = await runPlan(compiled, variables, stand.fetch('', 0));
      expect(errors).toBeUndefined();
      const whole = await answer(text, variables);
      if (!isDeepStrictEqual(JSON.parse(JSON.stringify(data)), whole))
        expect({ text, variables, data }).toEqual({ text, variables, data: whole });
    }),
    { numRuns: runs, seed, maxSkipsPerRun: 1_000, endOnFailure: process.env.PLAN_SHRINK === 'no' },
  );
  console.info(`${contextual} operations with arguments from contexts`);
  expect(contextual).toBeGreaterThan(runs / 4);
}, 600_000);

const { graph, plan } = openStand(travel, { empty: 0, thrown: 0 });

interface Asked {
  readonly subgraph: string;
  readonly told: unknown[];
  readonly ids: unknown[];
}

type Entity = Record<string, unknown>;

/** Runs an operation over an answer to its root; `say` answers for each entity, told what it is told. */
async function run(
  text: string,
  root: Entity,
  say: (entity: Entity, told: unknown[], subgraph: string) => unknown,
  { merge = (fetch: Fetch): Fetch => fetch, variables = {} } = {},
): Promise<PlanResult & { readonly asked: readonly Asked[] }> {
  const asked: Asked[] = [];
  const planned = plan(text);
  const fetch: Fetch = async (subgraph, request): Promise<FetchAnswer> => {
    const lists = Object.entries(request.variables).filter(([name]) => name.startsWith('representations'));
    if (lists.length === 0) return { data: structuredClone(root) };
    const answered = await Promise.all(
      lists.map(async ([name, list]) => {
        const suffix = name.slice('representations'.length);
        const own = Object.entries(request.variables).filter(
          ([other]) => other.startsWith('contextual') && other.endsWith(suffix),
        );
        const told = own.map(([, value]) => value);
        asked.push({ subgraph, told, ids: (list as Entity[]).map((each) => each.id ?? each.code) });
        return [suffix || '_entities', await Promise.all((list as Entity[]).map((each) => say(each, told, subgraph)))];
      }),
    );
    return { data: Object.fromEntries(answered) as Entity };
  };
  const result = await runPlan(compilePlan(graph, planned.plan, planned)!, variables, merge(fetch));
  return { ...result, asked };
}

const inn = (id: string) => ({ __typename: 'Inn', id });
const city = (id: string, ...inns: object[]) => ({ __typename: 'City', id, inns });
const country = (code: string, ...cities: object[]) => ({ __typename: 'Country', code, cities });

describe('an argument from a context', () => {
  const greetings = '{ countries { cities { inns { greeting } } } }';
  const three = {
    countries: [
      country('a', city('1', inn('x'), inn('y'))),
      country('b', city('2', inn('x'))),
      country('c', city('3', inn('x'))),
    ],
  };
  const tongues: Entity = { a: 'al', b: 'be', c: 'al' };
  const speak = ({ code, id }: Entity, [tongue]: unknown[]) =>
    code ? { tongue: tongues[String(code)] } : { greeting: `${tongue} ${id}` };

  it('is told each entity as it is above it: one that stands below two is asked for twice, and once where they say the same', async () => {
    const { data, errors, asked } = await run(greetings, three, speak);
    expect(errors).toBeUndefined();
    const told = [['al x', 'al y'], ['be x'], ['al x']];
    expect(data).toEqual({
      countries: told.map((inns) => ({ cities: [{ inns: inns.map((greeting) => ({ greeting })) }] })),
    });
    expect(asked.slice(1)).toEqual([
      { subgraph: 'guide', told: ['al'], ids: ['x', 'y'] },
      { subgraph: 'guide', told: ['be'], ids: ['x'] },
    ]);
  });

  it('keeps its value where what is told differently travels in one request', async () => {
    const merge = createFetchMerger();
    const apart = await run(greetings, three, speak);
    const together = await run(greetings, three, speak, { merge });
    expect(together).toEqual(apart);
  });

  it('is null where its source is', async () => {
    const { asked } = await run(greetings, three, ({ code }) => (code ? { tongue: null } : {}));
    expect(asked.at(-1)).toEqual({ subgraph: 'guide', told: [null], ids: ['x', 'y'] });
  });

  it('is left out where its source was not answered', async () => {
    const { data, asked } = await run(greetings, three, (entity, told) =>
      entity.code === 'b' ? null : speak(entity, told),
    );
    expect(asked.slice(1)).toEqual([
      { subgraph: 'guide', told: ['al'], ids: ['x', 'y'] },
      { subgraph: 'guide', told: [], ids: ['x'] },
    ]);
    expect(data).toMatchObject({ countries: [{}, { cities: [{ inns: [{ greeting: 'undefined x' }] }] }, {}] });
  });

  it.each([
    ['@include(if: false)', 'false'],
    ['@skip(if: true)', 'true'],
    ['@include(if: $v)', 'a variable'],
  ])('keeps nothing back beside it where it is left out by %s', async (off) => {
    const root = { islands: [{ __typename: 'Island', code: 'i', harbour: city('1') }] };
    const text = `query ($v: Boolean = false) { islands { harbour { best ${off} { greeting } inns { id } twin { id @include(if: $v) tags } } } }`;
    const { data, errors } = await run(text, root, () => ({ inns: [{ id: 'x' }], twin: { tags: ['t'] } }));
    expect(errors).toBeUndefined();
    expect(data).toEqual({ islands: [{ harbour: { inns: [{ id: 'x' }], twin: { tags: ['t'] } } }] });
  });

  it('is no variable of the client', async () => {
    const name = /contextual\w+/.exec(JSON.stringify(plan(greetings).plan))![0];
    const text = `query ($${name}: String) ${greetings}`;
    const { asked } = await run(text, three, speak, { variables: { [name]: 'mine' } });
    expect(asked.slice(1).map(({ told }) => told)).toEqual([['al'], ['be']]);
  });

  it('can be a list, of what stands in a list', async () => {
    const quarters = [{ name: 'n' }, null, { name: null }];
    const root = { countries: [country('a', { ...city('1', inn('x')), quarters })] };
    const { asked } = await run('{ countries { cities { inns { around } } } }', root, () => ({ around: 1 }));
    expect(asked).toEqual([{ subgraph: 'guide', told: [['n', null, null]], ids: ['x'] }]);
  });

  it('is read from whichever member of a union or an interface is there', async () => {
    const person = { __typename: 'Person', id: 'p' };
    const root = {
      a: { __typename: 'Island', code: 'i', level: 1, capital: { ...city('1'), best: inn('x') } },
      b: { __typename: 'Country', code: 'c', level: 2, capital: { ...city('2'), best: inn('x') } },
      farthest: { __typename: 'Country', code: 'f', people: [{ ...person, lives: { ...city('3'), mayor: person } }] },
    };
    const { asked } = await run(
      '{ a: land(code: "i") { capital { best { rank } } } b: land(code: "c") { capital { best { rank } } } farthest { people { badge lives { mayor { badge } } } } }',
      root,
      ({ code }) => (code ? { level: 1, people: [] } : {}),
    );
    expect(asked.filter(({ told }) => told.length > 0).map(({ told, ids }) => [...told, ...ids])).toEqual(
      expect.arrayContaining([
        [1, 'x'],
        [2, 'x'],
        ['f', 'p'],
        ['3', 'p'],
      ]),
    );
  });

  it('waits for a branch of the plan that fetches its source while another would hand it on', async () => {
    const person = { __typename: 'Person', id: 'p' };
    const root = { islands: [{ __typename: 'Island', code: 'i', harbour: { ...city('1'), mayor: person } }] };
    const text = '{ islands { harbour { mayor { stays { inns { greeting } } } } } }';
    const { asked } = await run(text, root, async ({ code }) => {
      if (!code) return {};
      await new Promise((wake) => setTimeout(wake, 20));
      return { tongue: 'is' };
    });
    expect(asked).toEqual([
      { subgraph: 'guide', told: [], ids: ['i'] },
      { subgraph: 'guide', told: ['is'], ids: ['p'] },
    ]);
  });

  it('says where an error of those that were told the same is', async () => {
    const planned = plan(greetings);
    const fetch: Fetch = async (_, { variables }) => {
      const [told] = Object.entries(variables).flatMap(([name, value]) =>
        name.startsWith('contextual') ? [value] : [],
      );
      if (told === 'be') throw new Error('cut');
      if (told === 'al')
        return {
          data: { _entities: [{ greeting: 'x' }, { greeting: null }] },
          errors: [{ message: 'no', path: ['_entities', 1, 'greeting'] }],
        };
      const asked = variables.representations as Entity[] | undefined;
      return asked
        ? { data: { _entities: asked.map(({ code }) => ({ tongue: tongues[String(code)] })) } }
        : { data: structuredClone(three) };
    };
    const { errors } = await runPlan(compilePlan(graph, planned.plan, planned)!, {}, fetch);
    expect(errors).toHaveLength(2);
    expect(errors).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ message: 'cut' }),
        expect.objectContaining({ path: ['countries', 0, 'cities', 0, 'inns', 1, 'greeting'] }),
      ]),
    );
  });
});

describe('an operation is refused', () => {
  it.each([
    [
      'by whose alias another field stands where an argument is read from',
      '{ countries { tongue: level capital { best { greeting } } } }',
    ],
    [
      'in which a variable has the name that representations go by',
      'query ($representations: ID!) { land(code: $representations) { capital { best { rank } } } }',
    ],
  ])('%s', (_, text) => {
    const planned = plan(text);
    expect(() => compilePlan(graph, planned.plan, planned)).toThrow(expect.objectContaining({ code: 'BAD_INPUT' }));
  });

  it('where the planner forgets to fetch what an argument is read from', () => {
    const forgetful = openStand(
      compose('forgetful', {
        one: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@context", "@fromContext"])
          type Query { box: Box }
          type Box @context(name: "box") { size: Size thing: Thing }
          type Size { width: Int height: Int }
          type Thing @key(fields: "id") {
            id: ID!
            fits(width: Int @fromContext(field: "$box { size { width } }"), height: Int @fromContext(field: "$box { size { height } }")): Boolean
          }`,
      }),
      chances,
    );
    const planned = forgetful.plan('{ box { thing { fits } } }');
    expect(() => compilePlan(forgetful.graph, planned.plan, planned)).toThrow(/to fetch/);
  });
});
