import { beforeEach, describe, expect, it } from '@jest/globals';
import { createLog } from '@lzstock/kit/log';
import { memoryRedis } from '@lzstock/kit/redis/memory';
import type { Cache } from '@lzstock/kit/redis/ports';
import { compose } from '../../tests/weather.ts';
import { openGraph } from '../graph.ts';
import type { OperationContext } from '../operation/operation.ts';
import type { SubgraphAnswer, SubgraphRequest, ToSubgraph } from '../to-subgraph/subgraph.ts';
import { createEntityCache, type Outcome } from './entity-cache.ts';
import { entityId } from './entity-keys.ts';
import { createEntityStore, type EntityStore } from './entity-store.ts';

const sdl = `
  extend schema
    @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@requires", "@composeDirective"])
    @link(url: "https://lzstock.dev/cacheControl/v1.0", import: ["@cacheControl"])
    @composeDirective(name: "@cacheControl")
  directive @cacheControl(maxAge: Int, scope: String! = "PUBLIC", inheritMaxAge: Boolean! = false) on FIELD_DEFINITION | OBJECT
  type Book @key(fields: "id") @key(fields: "isbn") @cacheControl(maxAge: 60) {
    id: ID! isbn: ID! title: String stock: Int @cacheControl(maxAge: 0) mine: String @cacheControl(maxAge: 60, scope: "PRIVATE")
    pages: Int @external label: String @requires(fields: "pages")
  }
`;
const pagesSdl = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query { books: [Book] }
  type Book @key(fields: "id") { id: ID! pages: Int }
`;
const graph = openGraph(
  compose([
    { name: 'books', sdl },
    { name: 'pages', sdl: pagesSdl },
  ]),
);

const log = createLog({ name: 'test', level: 'silent' });
const text = (selection: string) =>
  `query($representations:[_Any!]!){_entities(representations:$representations){...on Book{${selection}}}}`;
const book = (id: string) => ({ __typename: 'Book', id });
const unavailable: SubgraphAnswer = {
  data: null,
  errors: [{ message: 'away', path: ['_entities', 0, 'title'], extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }],
};

type Representation = Record<string, string>;

class Books implements ToSubgraph {
  readonly asked: { ids: string[]; viewer: string | null }[] = [];
  readonly contexts: OperationContext[] = [];
  title = 'first';
  answer: SubgraphAnswer | null = null;
  held: Promise<void> = Promise.resolve();
  readonly ask: ToSubgraph['ask'] = async ({ variables }: SubgraphRequest, context) => {
    const { viewer } = context;
    this.contexts.push(context);
    const lists = Object.entries(variables ?? {}).filter(([, value]) => Array.isArray(value)) as [
      string,
      Representation[],
    ][];
    this.asked.push({ ids: lists.flatMap(([, list]) => list.map(({ id, isbn }) => id ?? isbn!)), viewer: viewer.id });
    const { title } = this;
    await this.held;
    if (this.answer) return this.answer;
    const entities = ([, list]: [string, Representation[]]) =>
      list.map(({ id }) => (id === 'none' ? null : { title: `${title} ${id}` }));
    return {
      data: Object.fromEntries(
        lists.map((list) => [list[0] === 'representations' ? '_entities' : list[0], entities(list)]),
      ),
    };
  };
}

let time: number;
let books: Books;
let store: EntityStore;
let cache: Cache;
let outcomes: Outcome[];
let cached: ToSubgraph;

const open = (from: Cache | undefined) =>
  createEntityStore({ cache: from, prefix: 'e:', most: 100, keepMs: 600_000, now: () => time, log });
const cacheOver = (over: EntityStore) =>
  createEntityCache({
    graph,
    subgraph: 'books',
    to: books,
    store: over,
    now: () => time,
    counted: (outcome) => outcomes.push(outcome),
  });
const ask = (
  ids: readonly string[],
  selection = 'title',
  viewer: string | null = 'ann',
  to = cached,
  patience: Partial<OperationContext> = {},
) =>
  to.ask(
    { query: text(selection), variables: { representations: ids.map(book) } },
    { viewer: { id: viewer }, ...patience },
  );
const titles = (answer: SubgraphAnswer) =>
  ((answer.data?._entities ?? []) as ({ title: string } | null)[]).map((each) => each?.title ?? null);

beforeEach(() => {
  time = 1_000_000;
  books = new Books();
  cache = memoryRedis().cache;
  store = open(cache);
  outcomes = [];
  cached = cacheOver(store);
});

describe('an entity that may be kept', () => {
  it('is asked for once, as a visitor, until its time is over', async () => {
    expect(titles(await ask(['1', '2']))).toEqual(['first 1', 'first 2']);
    time += 59_000;
    expect(titles(await ask(['2', '3', '1'], 'title', 'bob'))).toEqual(['first 2', 'first 3', 'first 1']);
    time += 2_000;
    books.title = 'second';
    expect(titles(await ask(['1', '3']))).toEqual(['second 1', 'first 3']);
    expect(books.asked).toEqual([
      { ids: ['1', '2'], viewer: null },
      { ids: ['3'], viewer: null },
      { ids: ['1'], viewer: null },
    ]);
    expect(outcomes.filter((outcome) => outcome === 'hit')).toHaveLength(3);
  });

  it('is known to other processes, and not to those who select something else', async () => {
    await ask(['1']);
    const other = cacheOver(open(cache));
    expect(titles(await ask(['1'], 'title', null, other))).toEqual(['first 1']);
    expect(books.asked).toHaveLength(1);
    await ask(['1'], 'title isbn', null, other);
    expect(books.asked).toHaveLength(2);
  });

  it('is another one with other variables, and with one that is left out than with one that is null', async () => {
    const query = text('title').replace('!){', '!$n:Int){');
    const variables = { representations: [book('1')] };
    for (const given of [{ n: null }, {}, { n: 1 }, { n: null }, {}, { n: 1 }])
      await cached.ask({ query, variables: { ...variables, ...given } }, { viewer: { id: null } });
    expect(books.asked).toHaveLength(3);
    const both = [{}, { n: null }].map((given) =>
      cached.ask({ query, variables: { representations: [book('2')], ...given } }, { viewer: { id: null } }),
    );
    await Promise.all(both);
    expect(books.asked).toHaveLength(5);
  });

  it('is asked for once however many ask at the same time, and twice within one request', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    books.held = promise;
    const all = [ask(['1', '1']), ask(['1', '2']), ask(['2'])];
    await new Promise((wake) => setTimeout(wake, 20));
    resolve();
    expect((await Promise.all(all)).map(titles)).toEqual([['first 1', 'first 1'], ['first 1', 'first 2'], ['first 2']]);
    expect(books.asked.flatMap(({ ids }) => ids)).toEqual(['1', '2']);
  });

  it('travels with others that are asked for in the same turn, and only what goes wrong with it is told of it', async () => {
    books.answer = {
      data: { _entities: [{ title: 'a' }, { title: null }, { title: 'c' }] },
      errors: [{ message: 'no', path: ['_entities', 1, 'title'] }],
    };
    const [one, other, third, fourth] = await Promise.all([
      ask(['1', '2'], 'title', 'ann'),
      ask(['3'], 'title', 'bob'),
      ask(['2', '3'], 'title', null),
      ask(['4'], 'isbn'),
    ]);
    expect(books.asked).toEqual([
      { ids: ['1', '2', '3'], viewer: null },
      { ids: ['4'], viewer: null },
    ]);
    expect(one).toEqual({
      data: { _entities: [{ title: 'a' }, { title: null }] },
      errors: [{ message: 'no', path: ['_entities', 1, 'title'] }],
    });
    expect(other).toEqual({ data: { _entities: [{ title: 'c' }] } });
    expect(third.errors).toEqual([{ message: 'no', path: ['_entities', 0, 'title'] }]);
    expect(fourth.data).toEqual({ _entities: [null] });
  });

  it('is asked for in requests of 200 at most', async () => {
    const ids = Array.from({ length: 150 }, (_, at) => String(at));
    await Promise.all([ask(ids), ask(ids.map((id) => `x${id}`)), ask(['y'])]);
    expect(books.asked.map(({ ids }) => ids.length).sort()).toEqual([150, 151]);
  });

  it('is asked for anew after it changed, also where the change came while it was asked for', async () => {
    await ask(['1', '2']);
    time++;
    store.forget([entityId('Book', { id: '1' })]);
    books.title = 'second';
    time++;
    expect(titles(await ask(['1', '2']))).toEqual(['second 1', 'first 2']);

    const { promise, resolve } = Promise.withResolvers<void>();
    books.held = promise;
    const slow = ask(['3']);
    await new Promise((wake) => setTimeout(wake, 20));
    time++;
    store.forget([entityId('Book', { id: '3' })]);
    resolve();
    await slow;
    books.title = 'third';
    time++;
    expect(titles(await ask(['3']))).toEqual(['third 3']);
  });

  it('answers though it is too old where the subgraph is away, and only then', async () => {
    await ask(['1']);
    time += 100_000;
    books.answer = unavailable;
    expect(await ask(['1'])).toEqual({ data: { _entities: [{ title: 'first 1' }] } });
    const half = await ask(['1', '2', '3']);
    expect(titles(half)).toEqual(['first 1', null, null]);
    expect(half.errors).toEqual([
      { message: 'away', path: ['_entities', 1, 'title'], extensions: { code: 'SUBGRAPH_UNAVAILABLE' } },
    ]);
    time += 600_000;
    expect(titles(await ask(['1']))).toEqual([null]);
  });

  it('is waited for until an answer is due, and comes to those who wait longer and to those after them', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    books.held = promise;
    const dueAt = performance.now() + 30;
    const hurried = ask(['1', '2'], 'title', 'ann', cached, { dueAt });
    const patient = ask(['2', '3'], 'title', 'bob');
    expect(await hurried).toEqual({
      data: { _entities: [null, null] },
      errors: [
        {
          message: expect.any(String),
          path: ['_entities', 0, 'title'],
          extensions: { code: 'SUBGRAPH_UNAVAILABLE' },
        },
      ],
    });
    resolve();
    expect(titles(await patient)).toEqual(['first 2', 'first 3']);
    expect(titles(await ask(['1'], 'title', 'ann', cached, { dueAt: performance.now() - 1 }))).toEqual(['first 1']);
    expect(books.contexts.map((context) => [context.viewer.id, context.dueAt])).toEqual([[null, undefined]]);
  });

  it('does not answer where it is too old and the subgraph is only slower than a client waits', async () => {
    await ask(['1']);
    time += 100_000;
    books.held = new Promise(() => {});
    const { data, errors } = await ask(['1', '2'], 'title', 'ann', cached, { dueAt: performance.now() + 30 });
    expect(data).toEqual({ _entities: [null, null] });
    expect(errors?.map(({ path }) => path)).toEqual([['_entities', 0, 'title']]);
    expect(outcomes).not.toContain('stale');
  });

  it.each([
    ['is over', { dueAt: 0 }],
    ['was given up', { signal: AbortSignal.abort() }],
  ])('is not asked for where the time of who asks %s', async (_, patience) => {
    expect(titles(await ask(['1'], 'title', 'ann', cached, patience))).toEqual([null]);
    expect(books.asked).toEqual([]);
  });

  it.each([
    ['it changed', () => store.forget([entityId('Book', { id: '1' })])],
    ['something was missed', () => store.doubt()],
    [
      'something was written',
      () => void cached.ask({ query: 'mutation { rename }', variables: {} }, { viewer: { id: 'bob' } }),
    ],
  ])('is asked for again by who comes after %s while it is asked for', async (_, happens) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    books.held = promise;
    const before = ask(['1']);
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    time += 5;
    happens();
    books.title = 'second';
    time += 5;
    const after = ask(['1']);
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    resolve();
    expect([titles(await before), titles(await after)]).toEqual([['first 1'], ['second 1']]);
  });

  it('is doubted after a time in which no change could be heard', async () => {
    await ask(['1']);
    store.doubt();
    books.title = 'second';
    time += 5;
    expect(titles(await ask(['1']))).toEqual(['second 1']);
    expect(titles(await ask(['1']))).toEqual(['second 1']);
    expect(books.asked).toHaveLength(2);
  });

  it('that is not there is remembered as that', async () => {
    expect(titles(await ask(['none']))).toEqual([null]);
    expect(titles(await ask(['none']))).toEqual([null]);
    expect(books.asked).toHaveLength(1);
  });

  it('is not kept where it came with an error', async () => {
    books.answer = {
      data: { _entities: [{ title: null }, { title: 'b' }] },
      errors: [{ message: 'no', path: ['_entities', 0, 'title'] }],
    };
    const { errors } = await ask(['1', '2']);
    expect(errors).toEqual([{ message: 'no', path: ['_entities', 0, 'title'] }]);
    books.answer = null;
    expect(titles(await ask(['2', '1']))).toEqual(['b', 'first 1']);
  });

  it('is answered without Redis, from a Redis that hangs too', async () => {
    const never: Cache = {
      get: () => new Promise(() => {}),
      set: () => new Promise(() => {}),
      delete: () => new Promise(() => {}),
    };
    const alone = cacheOver(open(never));
    expect(titles(await ask(['1'], 'title', null, alone))).toEqual(['first 1']);
    expect(titles(await ask(['1'], 'title', null, alone))).toEqual(['first 1']);
    expect(books.asked).toHaveLength(1);
  });
});

describe('what may not be kept', () => {
  it.each([
    ['a field that says so', 'title stock'],
    ['a field that depends on who asks', 'title mine'],
    ['a field that is not known', 'title unknown'],
  ])('%s is asked for each time, with the eyes of who asks', async (_, selection) => {
    await ask(['1'], selection, 'ann');
    await ask(['1'], selection, 'bob');
    expect(books.asked.map(({ viewer }) => viewer)).toEqual(['ann', 'bob']);
  });

  it('a representation that says more than which entity is meant is asked for each time', async () => {
    const request = { query: text('label'), variables: { representations: [{ ...book('1'), pages: 3 }] } };
    await cached.ask(request, { viewer: { id: null } });
    await cached.ask(request, { viewer: { id: null } });
    expect(books.asked).toHaveLength(2);
  });

  it('is given up with who asks', async () => {
    const signal = new AbortController().signal;
    const dueAt = performance.now() + 60_000;
    await ask(['1'], 'mine', 'ann', cached, { dueAt, signal });
    expect(books.contexts).toEqual([{ viewer: { id: 'ann' }, dueAt, signal }]);
  });

  it('is asked for apart from what may be kept, which is nobody’s own', async () => {
    const query = `query($a:[_Any!]!,$b:[_Any!]!){a:_entities(representations:$a){...on Book{title}} b:_entities(representations:$b){...on Book{mine}}}`;
    const dueAt = performance.now() + 60_000;
    const variables = { a: [book('1')], b: [book('1')] };
    const { signal } = new AbortController();
    await cached.ask({ query, variables }, { viewer: { id: 'ann' }, dueAt, signal });
    expect(books.contexts).toEqual([{ viewer: { id: null } }, { viewer: { id: 'ann' }, dueAt, signal }]);
  });

  it('another query passes', async () => {
    await cached.ask({ query: '{ books { title } }', variables: {} }, { viewer: { id: 'ann' } });
    expect(books.asked).toEqual([{ ids: [], viewer: 'ann' }]);
  });
});

describe('several groups of entities in one request', () => {
  const query = `query($a:[_Any!]!,$b:[_Any!]!){a:_entities(representations:$a){...on Book{title}} b:_entities(representations:$b){...on Book{stock}}}`;

  it('are kept apart, each by its own policy', async () => {
    const request = { query, variables: { a: [book('1'), book('2')], b: [book('1')] } };
    await cached.ask(request, { viewer: { id: 'ann' } });
    const { data } = await cached.ask(request, { viewer: { id: 'bob' } });
    expect(data).toEqual({ a: [{ title: 'first 1' }, { title: 'first 2' }], b: [{ title: 'first 1' }] });
    expect(books.asked).toEqual([
      { ids: ['1', '2'], viewer: null },
      { ids: ['1'], viewer: 'ann' },
      { ids: ['1'], viewer: 'bob' },
    ]);
  });
});
