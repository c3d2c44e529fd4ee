import { describe, expect, it } from '@jest/globals';
import { printSchema } from 'graphql';
import { compose, publicSchema } from './composition.ts';
import { madeUp } from './testing/contexts.ts';

const books =
  'type Query { book: Book }\ntype Book @key(fields: "isbn") { isbn: ID! title: String secret: Int @inaccessible }';
const shop = 'type Book @key(fields: "isbn") { isbn: ID! price: Int }';

describe('compose', () => {
  it('gives the same text whatever the order of the contexts', () => {
    const one = compose(madeUp({ books, shop })).supergraph;
    expect(one).toContain('@join__graph(name: "books", url: "http://books.test/graphql")');
    expect(one).toMatch(/[^\n]\n$/);
    expect(compose(madeUp({ shop, books })).supergraph).toBe(one);
  });

  it('tells on which lines of which contexts two types clash', () => {
    const clash = madeUp({ books, shop: 'type Book @key(fields: "isbn") {\n isbn: ID!\n title: Int @shareable\n}' });
    const [error] = compose(clash).errors;
    expect(error).toMatchObject({
      rule: 'FIELD_TYPE_MISMATCH',
      places: [
        { file: 'schema/books/books.graphql', line: 5, column: 44 },
        { file: 'schema/shop/shop.graphql', line: 6, column: 2, text: ' title: Int @shareable' },
      ],
    });
  });

  it('tells where a field is that no context can reach', () => {
    const stuck = madeUp({
      books,
      shop: 'type Book @key(fields: "isbn", resolvable: false) {\n isbn: ID!\n price: Int\n}',
    });
    const { errors } = compose(stuck);
    expect(errors[0]).toMatchObject({
      rule: 'SATISFIABILITY_ERROR',
      places: [{ file: 'schema/shop/shop.graphql', line: 6 }],
    });
  });

  it('hints at two descriptions of one type, and composes', () => {
    const { supergraph, hints } = compose(madeUp({ books: `${books} "A" scalar D`, shop: `${shop} "B" scalar D` }));
    expect(supergraph).not.toBeNull();
    expect(hints.map(({ rule, places }) => [rule, places.length])).toEqual([['INCONSISTENT_DESCRIPTION', 2]]);
  });

  it('keeps the uses of a directive of our own that is composed', () => {
    const link =
      'extend schema @link(url: "https://example.test/live/v1.0", import: ["@live"]) @composeDirective(name: "@live")';
    const { supergraph } = compose(
      madeUp({
        books: `${link} directive @live(key: String) on FIELD_DEFINITION type Query { top: Int @live(key: "a") }`,
      }),
    );
    expect(supergraph).toContain('top: Int @live(key: "a")');
  });
});

describe('publicSchema', () => {
  it('shows what clients see, without machinery and without what is inaccessible', () => {
    const text = printSchema(publicSchema(compose(madeUp({ books, shop })).supergraph!));
    expect(text).toContain('title: String');
    expect(text).toContain('price: Int');
    expect(text).not.toMatch(/secret|join__|link__|_entities/);
  });

  it('takes a schema that is no supergraph as it is', () => {
    expect(printSchema(publicSchema('type Query { a: Int }'))).toBe('type Query {\n  a: Int\n}');
  });
});
