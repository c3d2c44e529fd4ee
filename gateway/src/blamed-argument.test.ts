import { describe, expect, it } from '@jest/globals';
import { buildSchema, GraphQLError, parse, validate } from 'graphql';
import { blamedArgument } from './blamed-argument.ts';

const schema = buildSchema(`
  enum Size { SMALL LARGE }
  input Box { size: Size inner: Box names: [ID!] }
  type Query { box(size: Size, of: Box, all: [Size!], first: Int!): Query plain: Int }
`);

const blamed = (query: string) => validate(schema, parse(query)).map(blamedArgument);

describe('the argument to blame', () => {
  it.each([
    ['{ box(first: 1, size: HUGE) { plain } }', 'size'],
    ['{ box(size: HUGE, first: 1) { plain } }', 'size'],
    ['{ b: box(first: 1, all: [SMALL, HUGE]) { plain } }', 'all'],
    ['{ box(first: 1, of: { names: ["a"], inner: { size: HUGE } }) { plain } }', 'of'],
    ['{ box(first: "one") { plain } }', 'first'],
    ['{ box { plain } }', 'first'],
    ['{ box(first: 1, nothing: 2) { plain } }', 'nothing'],
    ['query ($size: Size = HUGE) { box(first: 1, size: $size) { plain } }', 'size'],
  ])('of %s is %s', (query, argument) => {
    expect(blamed(query)).toContain(argument);
  });

  it('is a variable whose value does not fit', () => {
    expect(blamedArgument(new GraphQLError('Variable "$first" got invalid value "x"; Int cannot represent it'))).toBe(
      'first',
    );
  });

  it('is none where a field does not exist', () => {
    expect(blamed('{ a: box(first: 1, size: SMALL) { nothing } }')).toEqual([undefined]);
  });
});
