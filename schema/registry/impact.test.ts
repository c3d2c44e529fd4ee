import { describe, expect, it } from '@jest/globals';
import { buildSchema } from 'graphql';
import { diffSchemas } from './diff.ts';
import { deprecatedUses, impact, misfits } from './impact.ts';
import { readOperations } from './operation.ts';

async function judge(before: string, after: string, ...bodies: string[]) {
  const [base, next] = [buildSchema(before), buildSchema(after)];
  const files = bodies.map((body, index) => ({ client: 'web', file: `${'abc'[index]}.graphql`, body }));
  const { operations } = readOperations(files);
  const changes = await diffSchemas(base, next);
  const wrong = misfits(operations, next);
  const { touched, unexplained } = impact(changes, operations, wrong, base, next);
  const told = changes
    .filter(({ level }) => level !== 'safe')
    .flatMap(({ id }) =>
      touched.get(id)!.map(({ operation, at, path, invalid }) => {
        return `${id}: ${operation.name} ${at.file}:${at.line} ${path || '-'}${invalid ? ' invalid' : ''}`;
      }),
    );
  return [...told, ...unexplained.map(({ message }) => `unexplained: ${message}`)];
}

const book = (fields: string, rest = '') =>
  `type Query { book(isbn: ID): Book ${rest} } type Book { isbn: ID ${fields} }`;

/** Title, schema before, after, operation files, and what is touched. */
const cases: readonly [title: string, before: string, after: string, operations: string[], ...touched: string[]][] = [
  [
    'a removed field that is selected',
    book('title: String'),
    book(''),
    ['query q { book { isbn\n title } }'],
    'field-removed Book.title: q a.graphql:2 book.title invalid',
  ],
  ['a removed field that is not selected', book('title: String'), book(''), ['query q { book { isbn } }']],
  [
    'a removed field selected by a fragment in another file, under an alias',
    book('title: String'),
    book(''),
    ['query q { first: book { ...F } }', 'fragment F on Book {\n name: title }'],
    'field-removed Book.title: q b.graphql:2 first.name invalid',
  ],
  [
    'a fragment that two operations spread',
    book('title: String'),
    book(''),
    ['query q { book { ...F } } query r { book { isbn ... on Book { ...F } } }', 'fragment F on Book { title }'],
    'field-removed Book.title: q b.graphql:1 book.title invalid',
    'field-removed Book.title: r b.graphql:1 book.title invalid',
  ],
  [
    'an answer that may be null now and is selected',
    book('title: String!'),
    book('title: String'),
    ['query q { book { title } }'],
    'field-type-changed Book.title (String! to String): q a.graphql:1 book.title',
  ],
  [
    'an answer that may be null now and is not selected',
    book('title: String!'),
    book('title: String'),
    ['query q { book { isbn } }'],
  ],
  [
    'a removed argument that is passed',
    book('x(a: Int): Int'),
    book('x: Int'),
    ['query q { book { x(a: 1) } }'],
    'argument-removed Book.x(a:): q a.graphql:1 book.x invalid',
  ],
  ['a removed argument that is left out', book('x(a: Int): Int'), book('x: Int'), ['query q { book { x } }']],
  [
    'a required argument more that is not passed',
    book('x: Int'),
    book('x(a: Int!): Int'),
    ['query q { book { x } }'],
    'argument-added Book.x(a:): q a.graphql:1 book.x invalid',
  ],
  [
    'a required argument more that is passed already',
    book('x: Int'),
    book('x(a: Int!): Int'),
    ['query q { book { x(a: 1) } }'],
  ],
  [
    'an argument that must not be null, from a nullable variable',
    book('x(a: Int): Int'),
    book('x(a: Int!): Int'),
    ['query q($a: Int) { book { x(a: $a) } }'],
    'argument-type-changed Book.x(a:) (Int to Int!): q a.graphql:1 book.x invalid',
  ],
  [
    'an argument that must not be null, from a non-null variable',
    book('x(a: Int): Int'),
    book('x(a: Int!): Int'),
    ['query q($a: Int!) { book { x(a: $a) } }'],
  ],
  [
    'an argument that must not be null, written out',
    book('x(a: Int): Int'),
    book('x(a: Int!): Int'),
    ['query q { book { x(a: 1) } }'],
  ],
  [
    'an argument that must not be null, left out',
    book('x(a: Int): Int'),
    book('x(a: Int!): Int'),
    ['query q { book { x } }'],
    'argument-type-changed Book.x(a:) (Int to Int!): q a.graphql:1 book.x invalid',
  ],
  [
    'a default that is gone, of an argument left out',
    book('x(a: Int! = 1): Int'),
    book('x(a: Int!): Int'),
    ['query q { book { x } }'],
    'argument-default-changed Book.x(a:) (1 to none): q a.graphql:1 book.x invalid',
  ],
  [
    'a default that is gone, of an argument passed',
    book('x(a: Int! = 1): Int'),
    book('x(a: Int!): Int'),
    ['query q { book { x(a: 2) } }'],
  ],
  [
    'a removed value that is written',
    `${book('x(k: K): Int')} enum K { A B }`,
    `${book('x(k: K): Int')} enum K { A }`,
    ['query q { book { x(k: B) } }'],
    'enum-value-removed K.B: q a.graphql:1 book.x invalid',
  ],
  [
    'a removed value where another is written',
    `${book('x(k: K): Int')} enum K { A B }`,
    `${book('x(k: K): Int')} enum K { A }`,
    ['query q { book { x(k: A) } }'],
  ],
  [
    'a removed value that a variable may carry',
    `${book('x(k: K): Int')} enum K { A B }`,
    `${book('x(k: K): Int')} enum K { A }`,
    ['query q($k: K) { book { x(k: $k) } }'],
    'enum-value-removed K.B: q a.graphql:1 -',
  ],
  [
    'a removed value that a default carries',
    `${book('x(k: K): Int')} enum K { A B }`,
    `${book('x(k: K): Int')} enum K { A }`,
    ['query q(\n$k: K = B) { book { x(k: $k) } }'],
    'enum-value-removed K.B: q a.graphql:2 - invalid',
  ],
  [
    'a removed value that may be received',
    `${book('k: K')} enum K { A B }`,
    `${book('k: K')} enum K { A }`,
    ['query q { book { k } }'],
    'enum-value-removed K.B: q a.graphql:1 book.k',
  ],
  [
    'a new value that may be received',
    `${book('k: [K!]')} enum K { A }`,
    `${book('k: [K!]')} enum K { A B }`,
    ['query q { book { k } }'],
    'enum-value-added K.B: q a.graphql:1 book.k',
  ],
  [
    'a removed input field that a variable may carry',
    `${book('', 'buy(i: I): Int')} input I { a: J } input J { x: Int y: Int }`,
    `${book('', 'buy(i: I): Int')} input I { a: J } input J { x: Int }`,
    ['query q($i: I) { buy(i: $i) }'],
    'input-field-removed J.y: q a.graphql:1 -',
  ],
  [
    'a removed input field that is written',
    `${book('', 'buy(i: I): Int')} input I { x: Int y: Int }`,
    `${book('', 'buy(i: I): Int')} input I { x: Int }`,
    ['query q { buy(i: { x: 1, y: 2 }) }'],
    'input-field-removed I.y: q a.graphql:1 buy invalid',
  ],
  [
    'a removed input field that is not written',
    `${book('', 'buy(i: I): Int')} input I { x: Int y: Int }`,
    `${book('', 'buy(i: I): Int')} input I { x: Int }`,
    ['query q { buy(i: { x: 1 }) }'],
  ],
  [
    'a required input field more that is not written',
    `${book('', 'buy(i: [I!]): Int')} input I { x: Int }`,
    `${book('', 'buy(i: [I!]): Int')} input I { x: Int y: Int! }`,
    ['query q { buy(i: [{ x: 1 }]) }'],
    'input-field-added I.y: q a.graphql:1 buy invalid',
  ],
  [
    'an input field that must not be null and is left out',
    `${book('', 'buy(i: I): Int')} input I { x: Int y: Int }`,
    `${book('', 'buy(i: I): Int')} input I { x: Int y: Int! }`,
    ['query q { buy(i: { x: 1 }) }'],
    'input-field-type-changed I.y (Int to Int!): q a.graphql:1 buy invalid',
  ],
  [
    'an input field that must not be null and is written',
    `${book('', 'buy(i: I): Int')} input I { x: Int y: Int }`,
    `${book('', 'buy(i: I): Int')} input I { x: Int y: Int! }`,
    ['query q { buy(i: { y: 1 }) }'],
  ],
  [
    'a removed member that is asked for',
    'type Query { u: U b: B } union U = A | B type A { x: Int } type B { x: Int }',
    'type Query { u: U b: B } union U = A type A { x: Int } type B { x: Int }',
    ['query q { u { ... on A { x } ... on B { x } } }'],
    'union-member-removed U.B: q a.graphql:1 u invalid',
  ],
  [
    'a removed member that is not asked for',
    'type Query { u: U b: B } union U = A | B type A { x: Int } type B { x: Int }',
    'type Query { u: U b: B } union U = A type A { x: Int } type B { x: Int }',
    ['query q { u { ... on A { x } } }'],
  ],
  [
    'a lost interface through which a type is asked for',
    'type Query { i: I t: T } interface I { x: Int } type T implements I { x: Int y: Int } type S implements I { x: Int }',
    'type Query { i: I t: T } interface I { x: Int } type T { x: Int y: Int } type S implements I { x: Int }',
    ['query q { i { ... on T { y } } }'],
    'interface-removed T (I): q a.graphql:1 i invalid',
  ],
  [
    'a removed field of an interface',
    'type Query { i: I } interface I { x: Int y: Int } type T implements I { x: Int y: Int }',
    'type Query { i: I } interface I { x: Int } type T implements I { x: Int y: Int }',
    ['query q { i { y } }'],
    'field-removed I.y: q a.graphql:1 i.y invalid',
  ],
  [
    'a removed field of a subscription',
    `${book('')} type Subscription { sold: Int won: Int }`,
    `${book('')} type Subscription { won: Int }`,
    ['subscription s { sold }'],
    'field-removed Subscription.sold: s a.graphql:1 sold invalid',
  ],
  [
    'a mistake that no change explains',
    book(''),
    book('title: String'),
    ['query q { book { titel } }'],
    'unexplained: Cannot query field "titel" on type "Book". Did you mean "title"?',
  ],
];

describe('impact', () => {
  it.each(cases)('tells of %s', async (_, before, after, operations, ...touched) => {
    expect(await judge(before, after, ...operations)).toEqual(touched);
  });

  it('does not lose itself in fragments that spread each other', async () => {
    const operations = ['query q { book { ...F } } fragment F on Book { isbn ...G } fragment G on Book { title ...F }'];
    const told = await judge(book('title: String'), book(''), ...operations);
    expect(told).toContain('field-removed Book.title: q a.graphql:1 book.title invalid');
  });
});

describe('misfits', () => {
  it('tells of an operation that cannot even be validated', () => {
    const schema = buildSchema(`${book('')} type Subscription { sold: Int }`);
    const body = 'subscription s($if: Boolean!) { sold @include(if: $if) }';
    const { operations } = readOperations([{ client: 'web', file: 'a.graphql', body }]);
    expect(misfits(operations, schema).map(({ operation }) => operation.name)).toContain('s');
  });
});

describe('deprecatedUses', () => {
  it('tells which operation uses what is deprecated, and where', () => {
    const schema = buildSchema(book('title: String @deprecated(reason: "Use `name`.")'));
    const { operations } = readOperations([
      { client: 'web', file: 'a.graphql', body: 'query q {\n book {\n  title } }' },
    ]);
    expect(deprecatedUses(operations, schema)).toEqual([
      expect.objectContaining({
        message: 'The field Book.title is deprecated. Use `name`.',
        places: [expect.objectContaining({ file: 'a.graphql', line: 3 })],
      }),
    ]);
  });
});
