import { describe, expect, it } from '@jest/globals';
import { buildSchema } from 'graphql';
import { diffSchemas } from './diff.ts';

const query = (rest: string) => `type Query { a: Int } ${rest}`;

/** Title, schema before, schema after, and each change as `level id`. */
const cases: readonly [title: string, before: string, after: string, ...changes: string[]][] = [
  ['nothing', 'type Query { a: Int }', 'type Query { a: Int }'],
  ['a field gone', 'type Query { a: Int b: Int }', 'type Query { a: Int }', 'breaking field-removed Query.b'],
  ['a field more', 'type Query { a: Int }', 'type Query { a: Int b: Int }', 'safe field-added Query.b'],
  [
    'an answer that may be null now',
    'type Query { a: Int! }',
    'type Query { a: Int }',
    'breaking field-type-changed Query.a (Int! to Int)',
  ],
  [
    'an answer that is never null now',
    'type Query { a: Int }',
    'type Query { a: Int! }',
    'safe field-type-changed Query.a (Int to Int!)',
  ],
  [
    'an element that may be null now',
    'type Query { a: [Int!]! }',
    'type Query { a: [Int]! }',
    'breaking field-type-changed Query.a ([Int!]! to [Int]!)',
  ],
  [
    'an answer that is a list now',
    'type Query { a: Int }',
    'type Query { a: [Int] }',
    'breaking field-type-changed Query.a (Int to [Int])',
  ],
  [
    'an answer of another type',
    'type Query { a: Int }',
    'type Query { a: ID }',
    'breaking field-type-changed Query.a (Int to ID)',
  ],
  [
    'a deprecation',
    'type Query { a: Int }',
    'type Query { a: Int @deprecated(reason: "Old.") }',
    'safe field-deprecated Query.a',
  ],
  [
    'a deprecation taken back',
    'type Query { a: Int @deprecated(reason: "Old.") }',
    'type Query { a: Int }',
    'safe field-undeprecated Query.a',
  ],
  ['other words', 'type Query { "A." a: Int }', 'type Query { "B." a: Int }', 'safe description-changed Query.a'],

  [
    'an optional argument more',
    'type Query { a: Int }',
    'type Query { a(x: Int): Int }',
    'safe argument-added Query.a(x:)',
  ],
  [
    'an argument with a default more',
    'type Query { a: Int }',
    'type Query { a(x: Int! = 1): Int }',
    'safe argument-added Query.a(x:)',
  ],
  [
    'a required argument more',
    'type Query { a: Int }',
    'type Query { a(x: Int!): Int }',
    'breaking argument-added Query.a(x:)',
  ],
  [
    'an argument gone',
    'type Query { a(x: Int): Int }',
    'type Query { a: Int }',
    'breaking argument-removed Query.a(x:)',
  ],
  [
    'an argument that must not be null now',
    'type Query { a(x: Int): Int }',
    'type Query { a(x: Int!): Int }',
    'breaking argument-type-changed Query.a(x:) (Int to Int!)',
  ],
  [
    'an argument that may be null now',
    'type Query { a(x: Int!): Int }',
    'type Query { a(x: Int): Int }',
    'safe argument-type-changed Query.a(x:) (Int! to Int)',
  ],
  [
    'an argument with stricter elements',
    'type Query { a(x: [Int]): Int }',
    'type Query { a(x: [Int!]): Int }',
    'breaking argument-type-changed Query.a(x:) ([Int] to [Int!])',
  ],
  [
    'an argument that is a list now',
    'type Query { a(x: Int): Int }',
    'type Query { a(x: [Int]): Int }',
    'breaking argument-type-changed Query.a(x:) (Int to [Int])',
  ],
  [
    'another default',
    'type Query { a(x: Int = 1): Int }',
    'type Query { a(x: Int = 2): Int }',
    'dangerous argument-default-changed Query.a(x:) (1 to 2)',
  ],
  [
    'a nullable argument without its default',
    'type Query { a(x: Int = 1): Int }',
    'type Query { a(x: Int): Int }',
    'dangerous argument-default-changed Query.a(x:) (1 to none)',
  ],
  [
    'a non-null argument without its default',
    'type Query { a(x: Int! = 1): Int }',
    'type Query { a(x: Int!): Int }',
    'breaking argument-default-changed Query.a(x:) (1 to none)',
  ],
  [
    'a default for a required argument',
    'type Query { a(x: Int!): Int }',
    'type Query { a(x: Int! = 1): Int }',
    'safe argument-default-changed Query.a(x:) (none to 1)',
  ],
  [
    'the same default written otherwise',
    'type Query { a(x: [Int] = [1]): Int }',
    'type Query { a(x: [Int] = 1): Int }',
  ],
  [
    'a deprecated argument',
    'type Query { a(x: Int): Int }',
    'type Query { a(x: Int @deprecated(reason: "Old.")): Int }',
    'safe deprecated Query.a(x:)',
  ],

  [
    'an optional input field more',
    'type Query { a(i: I): Int } input I { x: Int }',
    'type Query { a(i: I): Int } input I { x: Int y: Int }',
    'safe input-field-added I.y',
  ],
  [
    'an input field with a default more',
    'type Query { a(i: I): Int } input I { x: Int }',
    'type Query { a(i: I): Int } input I { x: Int y: Int! = 1 }',
    'safe input-field-added I.y',
  ],
  [
    'a required input field more',
    'type Query { a(i: I): Int } input I { x: Int }',
    'type Query { a(i: I): Int } input I { x: Int y: Int! }',
    'breaking input-field-added I.y',
  ],
  [
    'an input field gone',
    'type Query { a(i: I): Int } input I { x: Int y: Int }',
    'type Query { a(i: I): Int } input I { x: Int }',
    'breaking input-field-removed I.y',
  ],
  [
    'an input field that must not be null now',
    'type Query { a(i: I): Int } input I { x: Int }',
    'type Query { a(i: I): Int } input I { x: Int! }',
    'breaking input-field-type-changed I.x (Int to Int!)',
  ],
  [
    'an input field that may be null now',
    'type Query { a(i: I): Int } input I { x: Int! }',
    'type Query { a(i: I): Int } input I { x: Int }',
    'safe input-field-type-changed I.x (Int! to Int)',
  ],
  [
    'a non-null input field without its default',
    'type Query { a(i: I): Int } input I { x: Int! = 1 }',
    'type Query { a(i: I): Int } input I { x: Int! }',
    'breaking input-field-default-changed I.x (1 to none)',
  ],
  [
    'another input default',
    'type Query { a(i: I): Int } input I { x: Int = 1 }',
    'type Query { a(i: I): Int } input I { x: Int = 2 }',
    'dangerous input-field-default-changed I.x (1 to 2)',
  ],
  [
    'exactly one of the fields',
    'type Query { a(i: I): Int } input I { x: Int y: Int }',
    'type Query { a(i: I): Int } input I @oneOf { x: Int y: Int }',
    'breaking one-of-added I',
  ],

  [
    'a value gone',
    'type Query { a: E } enum E { A B }',
    'type Query { a: E } enum E { A }',
    'breaking enum-value-removed E.B',
  ],
  [
    'a value more in an answer',
    'type Query { a: E } enum E { A }',
    'type Query { a: E } enum E { A B }',
    'dangerous enum-value-added E.B',
  ],
  [
    'a value more in a list of answers',
    'type Query { a: [E!]! } enum E { A }',
    'type Query { a: [E!]! } enum E { A B }',
    'dangerous enum-value-added E.B',
  ],
  [
    'a value more that is only sent',
    'type Query { a(e: E): Int } enum E { A }',
    'type Query { a(e: E): Int } enum E { A B }',
    'safe enum-value-added E.B',
  ],
  [
    'a deprecated value',
    'type Query { a: E } enum E { A }',
    'type Query { a: E } enum E { A @deprecated(reason: "Old.") }',
    'safe deprecated E.A',
  ],

  [
    'a member gone',
    'type Query { a: U b: B } union U = A | B type A { x: Int } type B { x: Int }',
    'type Query { a: U b: B } union U = A type A { x: Int } type B { x: Int }',
    'breaking union-member-removed U.B',
  ],
  [
    'a member more',
    'type Query { a: U b: B } union U = A type A { x: Int } type B { x: Int }',
    'type Query { a: U b: B } union U = A | B type A { x: Int } type B { x: Int }',
    'dangerous union-member-added U.B',
  ],
  [
    'an interface less',
    'type Query { a: T i: I } interface I { x: Int } type T implements I { x: Int } type S implements I { x: Int }',
    'type Query { a: T i: I } interface I { x: Int } type T { x: Int } type S implements I { x: Int }',
    'breaking interface-removed T (I)',
  ],
  [
    'an interface more',
    'type Query { a: T i: I } interface I { x: Int } type T { x: Int } type S implements I { x: Int }',
    'type Query { a: T i: I } interface I { x: Int } type T implements I { x: Int } type S implements I { x: Int }',
    'dangerous interface-added T (I)',
  ],
  [
    'a new type behind an old interface',
    'type Query { i: I } interface I { x: Int } type S implements I { x: Int }',
    'type Query { i: I } interface I { x: Int } type S implements I { x: Int } type T implements I { x: Int }',
    'dangerous interface-added T (I)',
    'safe type-added T',
  ],

  ['a type gone', query('type T { x: Int }'), query(''), 'breaking type-removed T'],
  [
    'a type more, told once',
    'type Query { a: Int }',
    'type Query { a: Int b(x: Int = 1): T } "T." type T { "X." x(y: Int! = 1): E } enum E { A }',
    'safe type-added E',
    'safe field-added Query.b',
    'safe type-added T',
  ],
  [
    'a type of another kind',
    query('type T { x: Int }'),
    query('interface T { x: Int }'),
    'breaking type-kind-changed T',
  ],
  ['no mutations any more', query('type Mutation { a: Int }'), query(''), 'breaking type-removed Mutation'],
  ['a directive gone', `directive @d on FIELD ${query('')}`, query(''), 'breaking directive-removed @d'],
];

describe('diffSchemas', () => {
  it.each(cases)('judges %s', async (_, before, after, ...changes) => {
    const found = await diffSchemas(buildSchema(before), buildSchema(after));
    expect(found.map(({ level, id }) => `${level} ${id}`)).toEqual(changes);
  });

  it('tells what breaks first', async () => {
    const before = buildSchema('type Query { a(x: Int = 1): Int b: Int }');
    const after = buildSchema('type Query { a(x: Int = 2): Int c: Int }');
    expect((await diffSchemas(before, after)).map(({ level }) => level)).toEqual(['breaking', 'dangerous', 'safe']);
  });

  it('says in a sentence that null may come where it never did', async () => {
    const [change] = await diffSchemas(buildSchema('type Query { a: Int! }'), buildSchema('type Query { a: Int }'));
    expect(change?.message).toBe('`Query.a` was `Int!` and is `Int` now: null may come where it never did.');
  });
});
