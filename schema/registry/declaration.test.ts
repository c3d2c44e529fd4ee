import { describe, expect, it } from '@jest/globals';
import { parse, Source } from 'graphql';
import { declarationOf } from './declaration.ts';
import { placeOf } from './finding.ts';

const document = parse(
  new Source(
    [
      'directive @live(',
      '  to: Int',
      ') on FIELD_DEFINITION',
      'type Query {',
      '  top(',
      '    first: Int',
      '  ): Int',
      '}',
      'extend type Query {',
      '  more: Int',
      '}',
      'enum Kind {',
      '  A',
      '}',
      'input Wish {',
      '  book: ID',
      '}',
    ].join('\n'),
    'a.graphql',
  ),
);

describe('declarationOf', () => {
  it.each([
    ['Query', 4],
    ['Query.top', 5],
    ['Query.top(first:)', 6],
    ['Query.more', 10],
    ['Kind.A', 13],
    ['Wish.book', 16],
    ['@live', 1],
  ])('finds %s on line %i', (coordinate, line) => {
    expect(placeOf(declarationOf(document, coordinate))).toMatchObject({ file: 'a.graphql', line });
  });

  it.each([['Nothing'], ['Query.nothing'], ['Query.top(last:)'], ['live'], ['@Query'], ['no coordinate']])(
    'finds no %s',
    (coordinate) => {
      expect(declarationOf(document, coordinate)).toBeNull();
    },
  );
});
