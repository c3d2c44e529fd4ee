import { composeServices } from '@apollo/composition';
import { ringSubgraphs } from '@lzstock/gateway/planner/testing/ring';
import { buildSchema, parse } from 'graphql';
import { type Vocabulary, wordsOf } from '../vocabulary.ts';
import { libraryOperations } from './operations.ts';

/**
 * A library: three subgraphs with everything an attacker likes. Works that are peers of works, lists by literal, variable and nested input, knots that
 * every subgraph can tie, a sign-in, fields for some readers only. Beside it a ring of subgraphs that nobody asks (the planner's worst day).
 */

const federation = (names: string) =>
  `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [${names
    .split(' ')
    .map((name) => `"@${name}"`)
    .join(', ')}])`;

/** Each of its numbers is told by two subgraphs of three, and the way to the next knot by all: the ways to plan multiply at each step. */
const knot = (numbers: string) => `
  type Knot @key(fields: "id") {
    id: ID!
    next: Knot! @shareable
    other: Knot! @shareable
    ${numbers}
  }
`;

export const shelvesSdl = `
  ${federation('key shareable listSize cost')}
  type Query {
    works(first: Int = 10): [Work!]! @listSize(slicingArguments: ["first"], requireOneSlicingArgument: false)
    pageOfWorks(page: Page): [Work!]! @listSize(assumedSize: 50)
    worksOf(ids: [ID!]!): [Work]!
    work(id: ID!): Work
    find(kind: Kind, filter: WorkFilter): [Work!]! @listSize(assumedSize: 10)
    knot: Knot! @shareable
  }
  type Mutation {
    login(name: String!, password: String!): Login! @cost(weight: 1000)
    rename(id: ID!, title: String!): Work!
  }
  type Subscription {
    ticks(from: Int = 0): Tick!
    loans(ids: [ID!]!): Work!
  }
  type Tick { number: Int! }
  type Login { accepted: Boolean! }
  type Work @key(fields: "id") {
    id: ID!
    title: String!
    kind: Kind!
    author: Writer!
    peers(first: Int = 5): [Work!]! @listSize(slicingArguments: ["first"], requireOneSlicingArgument: false)
  }
  type Writer @key(fields: "id") { id: ID! name: String! works(first: Int = 5): [Work!]! @listSize(slicingArguments: ["first"], requireOneSlicingArgument: false) }
  enum Kind { NOVEL ATLAS }
  input Page { first: Int = 10 after: ID }
  input WorkFilter { kind: Kind titleBegins: String }
  ${knot('weight: Int! @shareable length: Int! @shareable')}
`;

export const readersSdl = `
  ${federation('key shareable authenticated requiresScopes cost')}
  interface Person { id: ID! nickname: String! email: String! }
  type Query {
    me: Reader @authenticated
    readers: [Person!]!
    accounts: [Account!]! @requiresScopes(scopes: [["accounts:read"]])
    knot: Knot! @shareable
  }
  type Reader implements Person @key(fields: "id") { id: ID! nickname: String! email: String! @authenticated loans: Int! @authenticated }
  type Account { owner: ID! balance: Int! }
  type Work @key(fields: "id") { id: ID! lent: Int! @cost(weight: 5) }
  ${knot('length: Int! @shareable colour: Int! @shareable')}
`;

export const reviewsSdl = `
  ${federation('key shareable')}
  type Query { newestReview: String! knot: Knot! @shareable }
  type Work @key(fields: "id") { id: ID! review: String }
  ${knot('colour: Int! @shareable weight: Int! @shareable')}
`;

/** Names no client could guess by chance, so that hearing one is a leak. */
export const subgraphNames = { shelves: 'ledgerwood', readers: 'harborline', reviews: 'quillmark' } as const;

export type LibrarySubgraph = keyof typeof subgraphNames;

export const sdls: Readonly<Record<LibrarySubgraph, string>> = {
  shelves: shelvesSdl,
  readers: readersSdl,
  reviews: reviewsSdl,
};

/** Apollo Gateway refuses a supergraph that guards fields; for it they are left open. */
const unguarded = (sdl: string): string =>
  sdl
    .replaceAll(/"@(authenticated|requiresScopes)", /g, '')
    .replaceAll(/ @(authenticated|requiresScopes\([^)]*\))/g, '');

/** Of subgraphs that are planned over and never asked. */
const nowhere = 'http://127.0.0.1:9/graphql';

/** The supergraph over subgraphs at these addresses. Throws where it does not compose. */
export function composeLibrary(urls: Readonly<Record<LibrarySubgraph, string>>, guarded: boolean): string {
  const parts = (Object.keys(sdls) as LibrarySubgraph[]).map((part) => ({
    name: subgraphNames[part],
    url: urls[part],
    typeDefs: parse(guarded ? sdls[part] : unguarded(sdls[part])),
  }));
  const { supergraphSdl, errors } = composeServices([...parts, ...ringSubgraphs(nowhere)]);
  if (!supergraphSdl) throw new Error(errors?.map(({ message }) => message).join('\n'));
  return supergraphSdl;
}

export const libraryWords = (supergraphSdl: string): Vocabulary => ({
  control: { query: libraryOperations.control },
  field: 'work(id: "1")',
  type: 'Work',
  leaf: 'title',
  round: ['peers'],
  subscription: { query: libraryOperations.ticks },
  withText: (text) => ({ query: libraryOperations.find, variables: { filter: { titleBegins: text } } }),
  wrong: [
    '{ find(kind: NOVELX) { id } }',
    '{ find(filter: { titleBegin: "a" }) { id } }',
    '{ find(filter: { kind: ATLS }) { id } }',
  ],
  wrongValues: [
    { query: libraryOperations.find, variables: { kind: 'NOVELX' } },
    { query: libraryOperations.find, variables: { filter: { titleBegin: 'a' } } },
    { query: libraryOperations.find, variables: { filter: { kind: 'ATLS' } } },
  ],
  tooMany: {
    literal: '{ works(first: 1000000) { id } }',
    byDefault: 'query ($first: Int = 1000000) { works(first: $first) { id } }',
    byValue: { query: libraryOperations.works, variables: { first: 1_000_000 } },
    byNames: null,
  },
  heavy: { query: libraryOperations.heavy, variables: { first: 60 } },
  breaking: [{ query: libraryOperations.newestReview }, { query: libraryOperations.reviewed, variables: { first: 2 } }],
  all: wordsOf(buildSchema(supergraphSdl, { assumeValidSDL: true })),
});
