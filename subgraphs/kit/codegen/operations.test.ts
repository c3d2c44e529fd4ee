import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { operationTypes } from './operations.ts';
import { errorLine } from './source.ts';

const supergraph = `
schema
  @link(url: "https://specs.apollo.dev/link/v1.0")
  @link(url: "https://specs.apollo.dev/join/v0.5", for: EXECUTION)
  @link(url: "https://specs.apollo.dev/inaccessible/v0.2", for: SECURITY)
  @link(url: "https://specs.apollo.dev/authenticated/v0.1", for: SECURITY)
{ query: Query }
directive @authenticated on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM
directive @inaccessible on FIELD_DEFINITION | OBJECT
directive @join__graph(name: String!, url: String!) on ENUM_VALUE
directive @join__type(graph: join__Graph!, key: join__FieldSet) repeatable on OBJECT
directive @link(url: String, as: String, for: link__Purpose, import: [link__Import]) repeatable on SCHEMA
scalar join__FieldSet
enum join__Graph { A @join__graph(name: "a", url: "http://a.test/graphql") }
scalar link__Import
enum link__Purpose { SECURITY EXECUTION }
type Query @join__type(graph: A) { book: Book @authenticated hidden: Int @inaccessible }
type Book @join__type(graph: A, key: "isbn") { isbn: ID! title: String }
`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'codegen-'));
  await writeFile(join(folder, 'supergraph.graphql'), supergraph);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function generate(body: string): Promise<string> {
  const file = join(folder, 'operation.graphql');
  await writeFile(file, body);
  return operationTypes({ schema: join(folder, 'supergraph.graphql'), documents: [file] });
}

describe('operationTypes of a supergraph', () => {
  it('types what is public, guarded fields included, and nothing of the machinery', async () => {
    const text = await generate('query book { book { isbn title } }');
    expect(text).toContain(
      'export type BookQuery = { readonly book: { readonly isbn: string, readonly title: string | null } | null };',
    );
    expect(text).not.toMatch(/join__|link__/);
  });

  it('refuses what is inaccessible, with file and line', async () => {
    const failure = await generate('query hidden {\n  hidden\n}').catch((error: AggregateError) => error);
    expect((failure as AggregateError).errors.map(errorLine)).toEqual([
      expect.stringMatching(/operation\.graphql:2:3 Cannot query field "hidden" on type "Query"\./),
    ]);
  });
});
