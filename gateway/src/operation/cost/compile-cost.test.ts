import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  buildSchema,
  type FragmentDefinitionNode,
  getOperationAST,
  getVariableValues,
  Kind,
  parse,
  validate,
} from 'graphql';
import { createCostCompiler } from './compile-cost.ts';

const directives = `
  directive @link(url: String, as: String, import: [link__Import]) repeatable on SCHEMA
  scalar link__Import
  directive @price(weight: Int!) on ARGUMENT_DEFINITION | ENUM | FIELD_DEFINITION | INPUT_FIELD_DEFINITION | OBJECT | SCALAR
  directive @listSize(assumedSize: Int, slicingArguments: [String!], sizedFields: [String!], requireOneSlicingArgument: Boolean = true) on FIELD_DEFINITION
  schema @link(url: "https://specs.apollo.dev/cost/v0.1", import: [{ name: "@cost", as: "@price" }, "@listSize"]) {
    query: Query mutation: Mutation subscription: Subscription
  }
`;
const schema = buildSchema(`${directives}
  type Query {
    plain: Book
    number: Int
    all: [Book]
    tags: [String!]
    assumed: [Book] @listSize(assumedSize: 7)
    first(first: Int = 10): [Book!] @listSize(slicingArguments: ["first"])
    both(first: Int, last: Int): [Book] @listSize(slicingArguments: ["first", "last"])
    any(first: Int, last: Int): [Book] @listSize(slicingArguments: ["first", "last"], requireOneSlicingArgument: false)
    loose(first: Int): [Book] @listSize(slicingArguments: ["first"], assumedSize: 3, requireOneSlicingArgument: false)
    nested(page: Page): [Book] @listSize(slicingArguments: ["page.first"])
    paged(page: Page): [Book] @listSize(assumedSize: 7)
    byId(ids: [ID!]!): [Book] @listSize(assumedSize: 200)
    filtered(ids: [ID!]): [Book] @listSize(assumedSize: 200)
    crossed(ids: [ID!]!, first: Int!): [Book] @listSize(slicingArguments: ["first"])
    connection(first: Int!): Connection @listSize(slicingArguments: ["first"], sizedFields: ["edges", "nodes"])
    dear: Book @price(weight: 50)
    leaf: Int @price(weight: 4)
    search(text: String @price(weight: 6), where: Where): Book
    either: Either
    node: Node
  }
  type Mutation { write: Book }
  type Subscription { read(ids: [ID!]!): Book news: Book }
  input Page { first: Int = 20 after: Page }
  input Where { deep: Where paid: Int @price(weight: 3) }
  type Connection { nodes: [Book] edges: [Edge] total: Int other: [Book] }
  type Edge { node: Book }
  type Book implements Node { id: ID title: String rank: Rank author: Author sequels(first: Int!): [Book] @listSize(slicingArguments: ["first"]) }
  type Author implements Node @price(weight: 10) { id: ID name: String }
  enum Rank @price(weight: 2) { HIGH }
  union Either = Book | Author
  interface Node { id: ID }
`);
const compile = createCostCompiler(schema, schema);

function cost(text: string, variables: Record<string, unknown> = {}): number | string {
  const document = parse(text);
  expect(validate(schema, document)).toEqual([]);
  const operation = getOperationAST(document)!;
  const fragments: Record<string, FragmentDefinitionNode> = {};
  for (const node of document.definitions)
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments[node.name.value] = node;
  const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
  try {
    return compile(operation, fragments)(coerced ?? {});
  } catch (error) {
    return (error as { code: string }).code;
  }
}

describe('what an operation costs', () => {
  const costs: [string, string, number][] = [
    ['one for an object, nothing for its leaves', '{ plain { id title } }', 1],
    ['nothing for a leaf', '{ number __typename }', 0],
    ['each object below', '{ plain { author { name } } }', 11],
    ['five times where nobody knows how long a list is', '{ all { id } }', 5],
    ['each element of a list of leaves', '{ tags }', 5],
    ['as often as is assumed', '{ assumed { id } }', 7],
    ['as often as a literal says', '{ first(first: 1000000) { id } }', 1_000_000],
    ['as often as the default of an argument says', '{ first { id } }', 10],
    ['as often as the only slicing argument says', '{ both(last: 4) { id } }', 4],
    ['as often as the greater of two that may both be given', '{ any(first: 3, last: 8) { id } }', 8],
    ['as often as is assumed where no slicing argument has to be given', '{ loose { id } }', 3],
    ['as often as an argument within an input says', '{ nested(page: { first: 30 }) { id } }', 30],
    ['as often as the default within an input says', '{ nested(page: {}) { id } }', 20],
    ['as often as a page size says that nobody annotated', '{ paged(page: { first: 30 }) { id } }', 30],
    ['as often as is assumed where a page size says less', '{ paged(page: { first: 3 }) { id } }', 7],
    ['as often as a page size deep inside says', '{ paged(page: { first: 3, after: { first: 99 } }) { id } }', 99],
    ['as often as a demanded list is long', '{ byId(ids: ["a", "b", "c"]) { id } }', 3],
    ['nothing for an empty list', '{ byId(ids: []) { id } }', 0],
    ['as often as is assumed where a list only filters', '{ filtered(ids: ["a"]) { id } }', 200],
    ['each page of each demanded element', '{ crossed(ids: ["a", "b"], first: 6) { id } }', 12],
    [
      'lists within lists multiplied',
      '{ first(first: 3) { sequels(first: 4) { sequels(first: 5) { id } } } }',
      3 + 12 + 60,
    ],
    ['the lists of a connection', '{ connection(first: 8) { nodes { id } edges { node { id } } total } }', 1 + 8 + 16],
    ['an unsized list of a connection by itself', '{ connection(first: 8) { other { id } } }', 1 + 5],
    ['what a field is said to cost', '{ dear { id } leaf }', 54],
    ['what an enum is said to cost', '{ plain { rank } }', 3],
    ['what an argument is said to cost, where it is given', '{ search(text: "x") { id } }', 7],
    ['nothing for an argument that is left out', '{ search { id } }', 1],
    ['what a field of an input is said to cost', '{ search(where: { deep: { paid: 1 } }) { id } }', 4],
    ['a field once that is asked for twice', '{ plain { author { name } } plain { author { id } } }', 11],
    ['a field under two names twice', '{ a: plain { id } b: plain { id } }', 2],
    ['a fragment where it is spread', '{ plain { ...F } } fragment F on Book { author { name } }', 11],
    ['the dearer of two types', '{ either { ...on Book { author { name } } ...on Author { name } } }', 11],
    [
      'an interface and one of its types',
      '{ node { id ...on Book { author { name } sequels(first: 2) { id } } } }',
      13,
    ],
    ['ten more for a mutation', 'mutation { write { id } }', 11],
    ['each element a subscription follows', 'subscription { read(ids: ["a", "b", "c"]) { author { name } } }', 33],
    ['a subscription without elements once', 'subscription { news { id } }', 1],
    ['a hundred for reading the schema', '{ __schema { types { name } } }', 100],
  ];
  it.each(costs)('is %s', (_what, text, expected) => {
    expect(cost(text)).toBe(expected);
  });

  it.each([
    ['as a variable', 'query ($n: Int) { first(first: $n) { id } }', { n: 1_000_000 }],
    ['as the default of a variable', 'query ($n: Int = 1000000) { first(first: $n) { id } }', {}],
    ['as a variable within an input', 'query ($n: Int) { nested(page: { first: $n }) { id } }', { n: 1_000_000 }],
    ['as a whole input', 'query ($p: Page) { nested(page: $p) { id } }', { p: { first: 1_000_000 } }],
    ['as a page size nobody annotated', 'query ($p: Page) { paged(page: $p) { id } }', { p: { first: 1_000_000 } }],
  ])('counts a million %s', (_what, text, variables) => {
    expect(cost(text, variables)).toBe(1_000_000);
  });

  it('counts the elements of a list that comes as a variable', () => {
    expect(cost('query ($i: [ID!]!) { byId(ids: $i) { id } }', { i: Array(1_000).fill('a') })).toBe(1_000);
  });

  it('follows the variables of each run', () => {
    const text = 'query ($n: Int!) { first(first: $n) { id } }';
    expect([1, 50, 3].map((n) => cost(text, { n }))).toEqual([1, 50, 3]);
  });

  it('is never less than nothing', () => {
    expect(cost('{ first(first: -5) { id } plain { id } }')).toBe(1);
  });

  it.each(['{ both { id } }', '{ both(first: 1, last: 1) { id } }', '{ both(first: null) { id } }'])(
    'is not known where not one argument bounds a list: %s',
    (text) => {
      expect(cost(text)).toBe('BAD_INPUT');
    },
  );

  it('grows with every argument and every field, never shrinks', () => {
    const size = fc.integer({ min: 0, max: 1_000 });
    fc.assert(
      fc.property(size, size, size, (a, b, more) => {
        const text = (n: number, extra = '') => `{ first(first: ${n}) { sequels(first: ${b}) { id ${extra} } } }`;
        const present = cost(text(a)) as number;
        expect(present).toBe(a + a * b);
        expect(cost(text(a + more))).toBeGreaterThanOrEqual(present);
        expect(cost(text(a, 'author { name }'))).toBe(present + 10 * a * b);
      }),
    );
  });
});
