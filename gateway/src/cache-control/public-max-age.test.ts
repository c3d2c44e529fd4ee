import { describe, expect, it } from '@jest/globals';
import { buildSchema, parse } from 'graphql';
import { protectionBy } from '../authorise/protection.ts';
import { readCacheHints } from './cache-hints.ts';
import { publicMaxAge } from './public-max-age.ts';

const schema = buildSchema(`
  directive @cacheControl(maxAge: Int, scope: Scope, inheritMaxAge: Boolean) on FIELD_DEFINITION | OBJECT
  directive @authenticated on FIELD_DEFINITION | OBJECT
  enum Scope { PUBLIC PRIVATE }
  type Query {
    book: Book @cacheControl(maxAge: 60)
    typed: Typed
    count: Int
    counted: Int @cacheControl(maxAge: 5)
    silent: Silent
  }
  type Book { title: String short: String @cacheControl(maxAge: 10) mine: String @cacheControl(scope: PRIVATE) me: String @authenticated author: Silent writer: Silent @cacheControl(inheritMaxAge: true) }
  type Typed @cacheControl(maxAge: 30) { name: String }
  type Silent { name: String }
`);

const protection = protectionBy(new Map([['authenticated', 'authenticated']]), schema);
const graph = { supergraph: schema, cacheHints: readCacheHints(schema, protection) };

describe('how long anybody may keep an answer', () => {
  it.each([
    ['{ book { title } }', 60],
    ['{ book { title short } }', 10],
    ['{ book { ...B } typed { name } } fragment B on Book { title }', 30],
    ['{ counted __typename }', 5],
    ['{ book { writer { name } } }', 60],
    ['{ book { author { name } } }', 0],
    ['{ book { mine } }', 0],
    ['{ book { me } }', 0],
    ['{ silent { name } }', 0],
    ['{ count }', 0],
    ['{ __typename }', 0],
  ])('for %s is %i s', (text, seconds) => {
    expect(publicMaxAge(graph, parse(text))).toBe(seconds);
  });
});
