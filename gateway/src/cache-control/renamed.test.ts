import { describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { compose } from '../../tests/weather.ts';
import { readEntityFetch } from '../entity-cache/entity-fetch.ts';
import { type Graph, openGraph } from '../graph.ts';
import { withLiveFields } from '../live/graph.ts';
import { createPreparation } from '../live/prepare.ts';
import { publicMaxAge } from './public-max-age.ts';

/** A graph in which everything about viewers goes by a name that its author chose. */
const sdl = `
  extend schema
    @link(url: "https://specs.apollo.dev/federation/v2.9", import: [
      "@key", "@composeDirective", "@external", "@requires",
      { name: "@authenticated", as: "@members" }, { name: "@requiresScopes", as: "@needs" }, { name: "@policy", as: "@allowed" }
    ])
    @link(url: "https://lzstock.dev/cacheControl/v1.0", import: [{ name: "@cacheControl", as: "@keep" }])
    @link(url: "https://lzstock.dev/live/v1.0", import: ["@live"])
    @composeDirective(name: "@keep")
    @composeDirective(name: "@live")
  directive @keep(maxAge: Int, scope: String! = "PUBLIC", inheritMaxAge: Boolean! = false) on FIELD_DEFINITION | OBJECT
  directive @live(split: String, key: String, scope: String! = "PUBLIC") on FIELD_DEFINITION
  type Query { book: Book @keep(maxAge: 60)  found: Found @keep(maxAge: 60) }
  type Subscription { books: Book @live }
  type Book implements Found @key(fields: "id") @keep(maxAge: 60) {
    id: ID!
    title: String
    forMembers: String @members
    forScopes: String @needs(scopes: [["read"]])
    forPolicies: String @allowed(policies: [["friend"]])
    mine: String @keep(maxAge: 60, scope: "PRIVATE")
    mood: Mood
    shelf: Shelf @keep(maxAge: 60)
    desk: Desk @keep(maxAge: 60)
  }
  interface Found { id: ID! title: String mood: Mood }
  type Note implements Found { id: ID! title: String @keep(maxAge: 60, scope: "PRIVATE") mood: Mood }
  enum Mood @members { GOOD BAD }
  type Shelf @members @keep(maxAge: 60) { name: String }
  type Desk @keep(maxAge: 60, scope: "PRIVATE") { name: String }
`;
/** Computes a field from what another subgraph protects. */
const others = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@requires", { name: "@authenticated", as: "@members" }])
  type Query { count: Int }
  type Book @key(fields: "id") { id: ID! forMembers: String @external  label: String @requires(fields: "forMembers") @members }
`;

const plainly = (text: string): string =>
  text
    .replace(/\{ name: ("@\w+"), as: "@\w+" \}/g, '$1')
    .replaceAll('@members', '@authenticated')
    .replaceAll('@needs', '@requiresScopes')
    .replaceAll('@allowed', '@policy')
    .replaceAll('@keep', '@cacheControl');

const graphOf = (write: (text: string) => string): Graph =>
  openGraph(
    compose([
      { name: 'books', sdl: write(sdl) },
      { name: 'labels', sdl: write(others) },
    ]),
  );

const renamed = graphOf((text) => text);
const priv = [
  'forMembers',
  'forScopes',
  'forPolicies',
  'mine',
  'mood',
  'shelf { name }',
  'desk { name }',
  'label',
  'title ... on Book { forMembers }',
];

it('a graph says everything about viewers under names of its own', () => {
  for (const name of ['members', 'needs', 'allowed', 'keep'])
    expect(renamed.sdl).toMatch(new RegExp(`directive @${name}\\b`));
  expect(renamed.sdl).not.toMatch(/@(authenticated|requiresScopes|policy|cacheControl)\b(?!")/);
});

describe.each([
  ['their own names', renamed],
  ['the usual names', graphOf(plainly)],
])('under %s', (_what, graph) => {
  const entities = (fields: string) =>
    readEntityFetch(graph, `query($r:[_Any!]!){_entities(representations:$r){...on Book{${fields}}}}`);
  const stream = (fields: string) => {
    const limits = { tokens: 500, documents: 10, documentCharacters: 10_000 };
    const prepared = createPreparation(withLiveFields(graph), limits)(`subscription { books { ${fields} } }`, null);
    if (prepared === 'answered at once') throw new Error('expected a subscription');
    return prepared.plan;
  };

  it.each(priv)('%s is remembered for nobody else, kept by nobody, and makes a stream the viewer’s own', (fields) => {
    expect(entities(fields)).toBeNull();
    expect(publicMaxAge(graph, parse(`{ book { ${fields} } }`))).toBe(0);
    expect(stream(fields).selectsPrivate).toBe(true);
  });

  it('what depends on nobody is shared', () => {
    expect(entities('title')?.groups).toMatchObject([{ maxAgeMs: 60_000 }]);
    expect(publicMaxAge(graph, parse('{ book { title } }'))).toBe(60);
    expect(stream('title').selectsPrivate).toBe(false);
  });

  it('a field of an interface is the viewer’s own where one of any type behind it is', () => {
    expect(publicMaxAge(graph, parse('{ found { id } }'))).toBe(60);
    expect(publicMaxAge(graph, parse('{ found { title } }'))).toBe(0);
  });
});
