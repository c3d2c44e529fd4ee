import { describe, expect, it } from '@jest/globals';
import { buildSchema, type FieldNode, type GraphQLCompositeType, getOperationAST, parse } from 'graphql';
import { protectionBy } from '../authorise/protection.ts';
import { readCacheHints } from './cache-hints.ts';
import { cachePolicy } from './cache-policy.ts';

const schema = buildSchema(`
  directive @cacheControl(maxAge: Int, scope: String! = "PUBLIC", inheritMaxAge: Boolean) on FIELD_DEFINITION | OBJECT
  directive @authenticated on FIELD_DEFINITION | OBJECT
  type Query { book: Book @cacheControl(maxAge: 60) shelf: Shelf now: String me: Reader found: Found kept: Kept old: Int @cacheControl(maxAge: 5) }
  type Book { title: String author: Author stock: Int @cacheControl(maxAge: 2) pages: Pages @cacheControl(inheritMaxAge: true) secret: String @authenticated }
  type Pages { count: Int }
  type Author @cacheControl(maxAge: 30) { name: String }
  type Shelf @cacheControl(maxAge: 40) { name: String books: [Book] }
  type Kept @join__type(key: "id") { id: ID fixed: String @cacheControl(maxAge: 70) loose: String }
  type Reader @cacheControl(maxAge: 50, scope: "PRIVATE") { name: String }
  interface Found { id: ID }
  type Open implements Found { id: ID }
  directive @join__type(key: String) on OBJECT
  type Closed implements Found @authenticated { id: ID }
`);

const protection = protectionBy(new Map([['authenticated', 'authenticated']]), schema);
const graph = { supergraph: schema, cacheHints: readCacheHints(schema, protection) };

function policy(text: string) {
  const document = parse(text);
  const { selectionSet } = getOperationAST(document)!;
  return cachePolicy(graph, document, schema.getQueryType() as GraphQLCompositeType, selectionSet);
}

describe('the cache policy of a selection', () => {
  it.each([
    ['{ book { title } }', 60],
    ['{ book { title author { name } } }', 30],
    ['{ book { stock title } }', 2],
    ['{ book { pages { count } } }', 60],
    ['{ shelf { name } }', 40],
    ['{ shelf { books { title } } }', 0],
    ['{ now }', 0],
    ['{ ... on Query { old } }', 5],
    ['{ old }', 5],
    ['{ old now }', 0],
    ['{ ...F } fragment F on Query { book { ... on Book { stock } } }', 2],
  ])('%s may be kept for %d seconds', (text, maxAge) => {
    expect(policy(text)).toEqual({ maxAge, isPrivate: false });
  });

  it.each(['{ me { name } }', '{ book { secret } }', '{ found { id } }', '{ book { title ... { secret } } }'])(
    '%s depends on who asks',
    (text) => {
      expect(policy(text).isPrivate).toBe(true);
    },
  );
});

describe('a key of an entity', () => {
  it.each([
    ['{ kept { id fixed } }', 70],
    ['{ kept { id } }', 0],
    ['{ kept { fixed loose } }', 0],
  ])('never changes: of %s the rest may be kept for %d seconds', (text, maxAge) => {
    const document = parse(text);
    const [field] = getOperationAST(document)!.selectionSet.selections;
    const type = schema.getType('Kept') as GraphQLCompositeType;
    const selections = (field as FieldNode).selectionSet!;
    expect(cachePolicy(graph, document, type, selections)).toEqual({ maxAge, isPrivate: false });
  });
});
