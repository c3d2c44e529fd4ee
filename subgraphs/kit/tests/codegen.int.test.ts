import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const run = promisify(execFile);
const kit = join(import.meta.dirname, '..');
const tsc = join(kit, '../../node_modules/.bin/tsc');

const sdl = `
extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@requires", "@external"])
"Exact decimal."
scalar Decimal
type Query { book(isbn: ID!): Book shelf(first: Int = 10, kind: Kind): [Book!] thing: Thing }
type Book @key(fields: "isbn") { isbn: ID! title: String kind: Kind price: Decimal pages: Int @external thick: Boolean @requires(fields: "pages") }
type Pen { colour: String! }
union Thing = Book | Pen
enum Kind { NOVEL POEM }
input Offer { isbn: ID! price: Decimal }
type Mutation { offer(input: Offer!): Book }
type Subscription { sold(isbns: [ID!]!): Book! }
`;

const operations = `
query book($isbn: ID!) { book(isbn: $isbn) { ...Card } }
mutation offer($input: Offer!) { offer(input: $input) { ...Card } }
subscription sold($isbns: [ID!]!) { sold(isbns: $isbns) { isbn } }
query thing { thing { __typename ... on Book { isbn } ... on Pen { colour } } }
`;

const uses = `
import type { ResultOf, VariablesOf } from '@graphql-typed-document-node/core';
import { type BookQuery, BookDocument, OfferDocument, SoldDocument } from './operations.ts';
import type { Resolvers } from './resolvers.ts';

export interface Context { readonly reader: string }
export interface Book { readonly isbn: string; readonly title: string | null }

export const resolvers: Resolvers = {
  Query: { book: (_, { isbn }, { reader }) => ({ isbn: isbn.toUpperCase(), title: reader }), shelf: (_, { first }) => [] },
  Book: {
    __resolveReference: ({ isbn }) => ({ isbn, title: null }),
    price: ({ isbn }) => isbn,
    kind: () => 'POEM',
  },
  Subscription: { sold: { async *subscribe(_, { isbns }) { for (const isbn of isbns) yield { sold: { isbn, title: null } }; } } },
};
export const title = (result: BookQuery): string | null | undefined => result.book?.title;
export const sold: ResultOf<typeof SoldDocument> = { sold: { isbn: '1' } };
export const variables: VariablesOf<typeof OfferDocument> = { input: { isbn: '1', price: '2.50' } };
export const price: ResultOf<typeof BookDocument> = { book: { isbn: '1', title: null, kind: 'NOVEL', price: '1.0' } };
// @ts-expect-error a price is no number
export const wrong: ResultOf<typeof BookDocument> = { book: { isbn: '1', title: null, kind: 'NOVEL', price: 1 } };
// @ts-expect-error no such field
export const unknown: Resolvers = { Query: { boook: () => null } };
`;

let folder: string;
const file = (name: string) => join(folder, name);

beforeAll(async () => {
  await mkdir(join(kit, 'generated'), { recursive: true });
  folder = await mkdtemp(join(kit, 'generated/codegen-'));
  await Promise.all([
    writeFile(file('books.graphql'), sdl),
    writeFile(
      file('public.graphql'),
      sdl.replace(/^extend schema.*$/m, '').replace(/@(key|requires|external)(\(.*?\))?/g, ''),
    ),
    writeFile(file('a.operations.graphql'), operations),
    writeFile(file('b.operations.graphql'), 'fragment Card on Book { isbn title kind price }'),
    writeFile(file('uses.ts'), uses),
    writeFile(file('tsconfig.json'), JSON.stringify({ extends: '../../../../tsconfig.json', include: ['*.ts'] })),
  ]);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function codegen(...args: string[]): Promise<Outcome> {
  return run(process.execPath, [join(kit, 'codegen/main.ts'), ...args], { cwd: folder }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }: Outcome) => ({ code, stdout, stderr }),
  );
}

const quiet = { code: 0, stdout: '', stderr: '' };

describe('lz-codegen', () => {
  it('writes resolver and operation types that a strict compiler accepts, and in which mistakes are errors', async () => {
    expect(
      await codegen(
        'resolvers',
        'books.graphql',
        'resolvers.ts',
        '--context',
        './uses.ts#Context',
        '--mapper',
        'Book=./uses.ts#Book',
      ),
    ).toEqual(quiet);
    expect(await codegen('operations', 'public.graphql', '*.operations.graphql', 'operations.ts')).toEqual(quiet);
    const checked = await run(tsc, ['--noEmit', '-p', folder]).catch((error: Outcome) => error);
    expect(checked.stdout).toBe('');
  });

  it('writes types only for resolvers, so nothing of them is left at run time', async () => {
    await codegen('resolvers', 'books.graphql', 'types.ts');
    const text = await readFile(file('types.ts'), 'utf8');
    expect(text).not.toMatch(/^(export )?(const|enum|class|function)\b|^import (?!type)/m);
  });

  it('names file and line of an SDL that does not parse', async () => {
    await writeFile(file('broken.graphql'), 'type Query {\n  a: [Int\n}');
    const { code, stderr } = await codegen('resolvers', 'broken.graphql', 'x.ts');
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'broken.graphql:3:1 Syntax Error: Expected "]", found "}".\n',
    });
  });

  it('names file and line of an SDL that mentions an unknown type', async () => {
    await writeFile(file('unknown.graphql'), 'type Query {\n  a: Nothing\n}');
    const { code, stderr } = await codegen('resolvers', 'unknown.graphql', 'x.ts');
    expect(code).toBe(1);
    expect(stderr).toContain('unknown.graphql:2:6 ');
  });

  it('names file and line of an operation that does not fit the schema, a fragment in another file included', async () => {
    await writeFile(file('c.wrong.graphql'), 'query c {\n  book(isbn: 1) { ...C }\n}');
    await writeFile(file('d.wrong.graphql'), 'fragment C on Book {\n  nothing\n}');
    const { code, stderr } = await codegen('operations', 'public.graphql', '*.wrong.graphql', 'x.ts');
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'd.wrong.graphql:2:3 Cannot query field "nothing" on type "Book".\n',
    });
  });

  it('refuses an operation without a name', async () => {
    await writeFile(file('e.anonymous.graphql'), '{ thing { __typename } }');
    const { code, stderr } = await codegen('operations', 'public.graphql', '*.anonymous.graphql', 'x.ts');
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'e.anonymous.graphql:1:1 An operation of a client needs a name.\n',
    });
  });

  it('refuses a mapper of a type that is not there', async () => {
    const { code, stderr } = await codegen('resolvers', 'books.graphql', 'x.ts', '--mapper', 'Bok=./uses.ts#Book');
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: '--mapper Bok: books.graphql declares no type of that name\n',
    });
  });

  it.each([
    [[]],
    [['resolver']],
    [['resolvers', 'books.graphql']],
    [['resolvers', 'a', 'b', '--context', 'Context']],
    [['operations', '--what']],
  ])('answers bad usage %j with 2 and how to use it', async (args) => {
    const { code, stderr } = await codegen(...args);
    expect(code).toBe(2);
    expect(stderr).toContain('usage: lz-codegen');
  });
});
