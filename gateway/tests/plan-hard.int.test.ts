import type { QueryPlan } from '@apollo/query-planner';
import { describe, expect, it } from '@jest/globals';
import { compilePlan } from '../src/plan/compile.ts';
import { merge } from '../src/plan/merge.ts';
import { runPlan } from '../src/plan/run-plan.ts';
import type { Fetch, FetchAnswer } from '../src/plan/subgraph-fetch.ts';
import { canned, fresh, type In, run, stands } from './plan/canned.ts';
import { compare } from './plan/compare.ts';
import { openStand } from './plan/stand.ts';
import { compose } from './plan/worlds.ts';

describe('an operation comes to what it comes to with Apollo’s executor', () => {
  it.each<[what: string, where: In, text: string, variables?: Record<string, unknown>]>([
    [
      'entities joined over two hops',
      'ours',
      '{ instruments(symbols: ["A", "B"]) { symbol quote { last } company { name } } }',
    ],
    [
      'an interface object that becomes concrete',
      'library',
      '{ rarest { __typename copies title ... on Book { pages isbn } } }',
    ],
    [
      'a field of an interface object below a concrete type',
      'library',
      '{ works { ... on Film { copies labelled } ... on Book { shelf { row } } } }',
    ],
    ['a chain of required fields with fragments', 'shop', '{ products { quote crate parcel { label } } }'],
    [
      'nested keys and required lists of entities',
      'library',
      '{ authors { name { last } age works { credit: title ... on Book { credit2: credit worth } } } }',
    ],
    [
      'a way back to a root type in a mutation',
      'library',
      'mutation { join(input: { nick: "n" }) { query { reader(id: 1) { nick favourite { ... on Book { stars } } } } } }',
    ],
    [
      'mutations in a row',
      'shop',
      'mutation { a: dropProduct(upc: 1) ship(upc: 2) { name } b: restock(upc: 3) { name fee } }',
    ],
    [
      'names that objects inherit',
      'shop',
      '{ constructor: me { __proto__: name toString: __typename hasOwnProperty: mentor { id } } }',
    ],
    [
      'one field asked for in several fragments',
      'library',
      '{ works { ...A ... on Book { author { name { last } } } ...B } } fragment A on Work { author { born } id } fragment B on Work { id author { name { first } age } }',
    ],
    [
      'variables that skip and include, with defaults',
      'shop',
      'query ($a: Boolean! = true, $b: Boolean!) { me { id @skip(if: $a) name @include(if: $b) ...F @include(if: $a) } } fragment F on Person { mentor @skip(if: $b) { email } id }',
      { b: false },
    ],
    [
      'a whole branch that a variable leaves out',
      'shop',
      'query ($a: Boolean!) { me { bought @include(if: $a) { fee carrier { name } } friends { name } } }',
      { a: false },
    ],
    [
      'introspection beside data',
      'shop',
      'query ($n: String!) { __schema { types { name } } t: __type(name: $n) { fields { name } } me { id } __typename }',
      { n: 'Product' },
    ],
    ['nothing that a subgraph knows', 'shop', '{ __typename a: __typename }'],
    ['lists in lists and scalars that are objects', 'shop', '{ products { matrix json tags } }'],
    [
      'unions of entities and values',
      'library',
      '{ found(text: "x") { __typename ... on Work { copies } ... on Author { age } ... on Chapter { heading first { title } } } }',
    ],
    ['a type that clients do not see', 'library', '{ works(first: 5) { __typename title kind } }'],
    [
      'input objects and their defaults',
      'shop',
      'query ($w: Where) { search(where: $w) { ... on Product { upc similar { sku } } } }',
      { w: { and: [{ text: 'x' }] } },
    ],
  ])('%s', async (_, where, text, variables = {}) => {
    const stand = stands[where];
    const { ours: seen, asItIs } = await compare(stand, stand.plan(text), variables, stand.fetch('hard', 0));
    expect(seen.data).not.toBe('null');
    expect(seen).toEqual(asItIs);
  });

  it.each<[what: string, where: In, text: string, answers: Record<string, FetchAnswer[]>]>([
    [
      'a null where none may be',
      'shop',
      '{ stores { city staff { id } } }',
      { inventory: [{ data: { stores: [{ city: 'x', staff: [{ id: '1' }, null] }] } }] },
    ],
    [
      'a null that a list of nullable elements stops',
      'shop',
      '{ products { upc } }',
      { products: [{ data: { products: [{ upc: null }, { upc: 'x' }] } }] },
    ],
    [
      'leaves of the wrong type',
      'shop',
      '{ products { weight size { width height unit } name upc } }',
      {
        products: [
          {
            data: {
              products: [
                { weight: 'heavy', size: { width: '1', height: 2, unit: 'MILE' }, name: 7, upc: 7 },
                { weight: 1.5, size: { width: 1, height: Number.POSITIVE_INFINITY, unit: 'CM' }, name: true, upc: 1.5 },
              ],
            },
          },
        ],
      },
    ],
    [
      'a field that is missing',
      'shop',
      '{ products { name upc } brands { code } }',
      { products: [{ data: { products: [{ upc: 'x' }, { name: 'y' }] } }] },
    ],
    [
      'errors with and without a place',
      'shop',
      '{ me { name bought { fee } } }',
      {
        people: [
          {
            data: { me: { __typename: 'Person', name: null, bought: null } },
            errors: [
              { message: 'a', path: ['me', 'name'] },
              { message: '' },
              { message: 'c', extensions: { code: 'BAD_INPUT' } },
              { message: 'd', extensions: { code: 'INVALID_GRAPHQL' } },
            ],
          },
        ],
      },
    ],
    [
      'an unknown type name',
      'library',
      '{ top { __typename ... on Book { stars } } }',
      { reviews: [{ data: { top: { __typename: 'Magazine' } } }] },
    ],
    [
      'an interface for a type name',
      'library',
      '{ rarest { __typename id } }',
      { stock: [{ data: { rarest: { __typename: 'Work', id: '1' } } }], catalog: [{ data: { _entities: [null] } }] },
    ],
    [
      'entities that are no list',
      'library',
      '{ rarest { title } }',
      { stock: [{ data: { rarest: { __typename: 'Work', id: '1' } } }], catalog: [{ data: { _entities: null } }] },
    ],
    [
      'more entities than were asked for',
      'library',
      '{ rarest { title } }',
      {
        stock: [{ data: { rarest: { __typename: 'Work', id: '1' } } }],
        catalog: [{ data: { _entities: [null, null] } }],
      },
    ],
    ['no answer at all', 'library', '{ rarest { id } works { id } }', { catalog: [{ data: { works: [] } }] }],
  ])('%s in the answers', async (_, where, text, answers) => {
    const stand = stands[where];
    const planned = stand.plan(text);
    const results = await Promise.all(
      (['ours', 'asItIs'] as const).map(async (which) => (await compare(stand, planned, {}, fresh(answers)))[which]),
    );
    expect(results[0]).toEqual(results[1]);
  });
});

describe('what ours does otherwise', () => {
  it.each<[what: string, where: In, text: string, answers: Record<string, FetchAnswer[]>, data: object]>([
    [
      'an interface',
      'library',
      '{ book { isbn ... on Work { id ... on Book { pages ... on Priced { ... on Book { price } ... on Work { kind } } } ... on Film { minutes } } } }',
      { catalog: [{ data: { book: { isbn: 'i', id: '1', pages: 2, price: 3, kind: 'FACT' } } }] },
      { book: { isbn: 'i', id: '1', pages: 2, price: 3, kind: 'FACT' } },
    ],
    [
      'a union, in a named one',
      'shop',
      '{ brands { ...F } } fragment F on Thing { ... on Brand { code } ... on Product { upc } ... on Thing { ... { ... on Brand { title } } } }',
      { products: [{ data: { brands: [{ code: 'b', title: 't' }] } }] },
      { brands: [{ code: 'b', title: 't' }] },
    ],
  ])(
    'what can be of one type only, and does not say so, is of that type also in a fragment on %s',
    async (...given) => {
      const [, where, text, answers, data] = given;
      expect(await run(where, text, canned(answers))).toEqual({ data });
    },
  );

  it('a field is of the type that the object gives it, also where an interface that allows more is asked', async () => {
    const inner = '... on Work { sequel { ... on Book { pages ... on Work { sequel { ... on Book { isbn } } } } } }';
    const book = { sequel: { pages: 1, sequel: { isbn: 'i' } } };
    const one = canned({ catalog: [{ data: { book } }] });
    expect(await run('library', `{ book { ${inner} } }`, one)).toEqual({ data: { book } });

    const works = ['Book', 'Film'].map((name) => ({ __typename: name, sequel: null }));
    const { data, extensions } = await run(
      'library',
      '{ works { ... on Work { sequel { id } } } }',
      canned({ catalog: [{ data: { works } }] }),
    );
    expect(data).toEqual({ works: [{ sequel: null }, null] });
    expect(extensions?.valueCompletion).toMatchObject([{ path: ['works', 1, 'sequel'] }]);
  });

  it('a root that an interface is asked of has its name', async () => {
    const world = compose('node', { one: 'interface Node { id: ID } type Query implements Node { id: ID at: Int }' });
    const { graph, plan } = openStand(world, { empty: 0, thrown: 0 });
    const planned = plan('{ ... on Node { __typename t: __typename id ... on Query { at } } }');
    const fetch: Fetch = async () => ({ data: { id: 'q', at: 1, t: 'Query' } });
    expect(await runPlan(compilePlan(graph, planned.plan, planned)!, {}, fetch)).toEqual({
      data: { __typename: 'Query', t: 'Query', id: 'q', at: 1 },
    });
  });

  it('a value of the wrong kind is null at its own place, and everything else stands', async () => {
    const product = { upc: '1', size: 'big', tags: 'x', similar: [] };
    const result = await run(
      'shop',
      '{ products { upc size { width } tags } brands { code } }',
      canned({
        products: [{ data: { products: [product, [], { upc: '2', size: [], tags: [] }], brands: [{ code: 'b' }] } }],
      }),
    );
    expect(result.data).toEqual({
      products: null,
      brands: [{ code: 'b' }],
    });
    expect(result.extensions?.valueCompletion?.map(({ path }) => path)).toEqual([
      ['products', 0, 'size'],
      ['products', 0, 'tags'],
      ['products', 1],
      ['products', 2, 'size'],
    ]);
  });

  it('an error names the entity that it is about, also where others of the list were not asked for', async () => {
    const fetch = canned({
      reviews: [
        { data: { reviews: [{ about: { __typename: 'Film', id: 'f' } }, { about: { __typename: 'Book', id: 'b' } }] } },
      ],
      catalog: [
        { data: { _entities: [{ title: null }] }, errors: [{ message: 'torn', path: ['_entities', 0, 'title'] }] },
      ],
    });
    const { errors } = await run('library', '{ reviews { about { ... on Book { title } } } }', fetch);
    expect(errors).toMatchObject([{ message: 'torn', path: ['reviews', 1, 'about', 'title'] }]);
  });
});

describe('an answer', () => {
  it('that is what the client asked for becomes the result as it is', async () => {
    const data = { products: [{ upc: '1', tags: ['a'], matrix: [[1]] }], brands: null };
    const result = await run('shop', '{ products { upc tags matrix } brands { code } }', async () => ({ data }));
    expect(result.data).toBe(data);
  });

  it.each([
    ['has more', { brands: [{ code: 'x', title: 'hidden' }], me: 1 }],
    ['has more below', { brands: [{ code: 'x', title: 'hidden' }] }],
    ['has it in another order', { brands: [{ title: 1, code: 'x' }] }],
  ])('that %s does not', async (_, data) => {
    const result = await run('shop', '{ brands { code } }', async () => ({ data }));
    expect(result).toEqual({ data: { brands: [{ code: 'x' }] } });
  });

  it('that somebody else holds too stays as it came', async () => {
    const data = { rarest: { __typename: 'Work', id: '1' } };
    const before = structuredClone(data);
    const fetch: Fetch = async (subgraph) =>
      subgraph === 'stock' ? { data, shared: true } : { data: { _entities: [{ __typename: 'Book', title: 't' }] } };
    expect((await run('library', '{ rarest { title } }', fetch)).data).toEqual({ rarest: { title: 't' } });
    expect(data).toEqual(before);
  });

  it('that somebody else holds too stays as it came where it is joined, and nothing of it is handed on', async () => {
    const entity = { __typename: 'Book', title: { parts: [{ text: 't' }] }, other: [1] };
    const data = { _entities: [entity] };
    const before = structuredClone(data);
    const target: Record<string, unknown> = { other: [0] };
    merge(target, entity, true);
    expect(target).toEqual({ ...entity, other: [1] });
    (target.title as { parts: { text: string }[] }).parts[0]!.text = 'changed';
    (target.other as number[])[0] = 2;
    expect(data).toEqual(before);
  });

  it.each([
    ['named', { __typename: 'Book', title: 't' }],
    ['without a name of its type', { title: 't' }],
  ])('of an entity %s that somebody else holds too stays as it came', async (_, entity) => {
    const data = { _entities: [entity] };
    const before = structuredClone(data);
    const fetch: Fetch = async (subgraph) =>
      subgraph === 'stock' ? { data: { rarest: { __typename: 'Work', id: '1' } } } : { data, shared: true };
    expect((await run('library', '{ rarest { title } }', fetch)).data).toEqual({ rarest: { title: 't' } });
    expect(data).toEqual(before);
  });
});

describe('a plan is left to Apollo’s executor', () => {
  it('where a variable has the name that representations go by', () => {
    const planned = stands.shop.plan('query ($representations: ID!) { product(upc: $representations) { fee } }');
    expect(compilePlan(stands.shop.graph, planned.plan, planned)).toBeNull();
  });

  it.each([
    ['where a part comes later', { kind: 'Defer', primary: {}, deferred: [] }],
    [
      'where it goes on from where it already went',
      { kind: 'Flatten', path: ['a'], node: { kind: 'Flatten', path: ['b'], node: { kind: 'Sequence', nodes: [] } } },
    ],
  ])('%s', (_, change) => {
    const planned = stands.shop.plan('{ me { id } }');
    const plan = { kind: 'QueryPlan', node: { ...planned.plan.node, ...change } } as QueryPlan;
    expect(compilePlan(stands.shop.graph, plan, planned)).toBeNull();
  });
});

it('a variable that neither skips nor includes is refused before any subgraph is asked', async () => {
  const fetch: Fetch = async () => {
    throw new Error('asked');
  };
  const result = await run('shop', 'query ($a: Boolean = true) { me { id @skip(if: $a) } }', fetch, { a: null });
  expect(result).toEqual({ errors: [expect.objectContaining({ message: expect.stringContaining('$a') })] });
});
