import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { hashOf } from '@lzstock/kit/stored/stored-text';
import { books, createProject, pages, title } from './project.ts';

describe('lzschema compose', () => {
  it('writes the supergraph, then agrees with it until an SDL changes', async () => {
    await using project = await createProject();
    expect(await readFile(join(project.root, 'schema/supergraph.graphql'), 'utf8')).toContain(
      'url: "http://127.0.0.1:1/graphql"',
    );
    expect((await project.lzschema('compose', '--check')).code).toBe(0);
    await project.write({ 'schema/books/books.graphql': books(title) });
    const { code, stdout } = await project.lzschema('compose', '--check');
    expect({ code, stdout }).toEqual({
      code: 1,
      stdout:
        '✖ schema/supergraph.graphql is not what the contexts compose to. Run `npm run lzschema -- compose` and commit it.\n',
    });
  });

  it('writes the operations of clients under their hashes, and disagrees when one changes', async () => {
    await using project = await createProject();
    const path = join(project.root, 'schema/operations.json');
    const text = 'query book($isbn: ID!) {\n  book(isbn: $isbn) {\n    ...Card\n    __typename\n  }\n}\n\n';
    const fragment = 'fragment Card on Book {\n  isbn\n  title\n  __typename\n}';
    const manifest = JSON.parse(await readFile(path, 'utf8')) as Record<string, string>;
    expect(Object.entries(manifest)).toEqual([[hashOf(text + fragment), text + fragment]]);
    await project.write({ 'clients/web/src/book/card.graphql': 'fragment Card on Book { isbn }' });
    const { code, stdout } = await project.lzschema('compose', '--check');
    expect({ code, stdout }).toEqual({
      code: 1,
      stdout:
        '✔ schema/supergraph.graphql is what 2 contexts compose to.\n✖ schema/operations.json is not what the clients have stored. Run `npm run lzschema -- compose` and commit it.\n',
    });
    expect((await project.lzschema('compose')).code).toBe(0);
    expect((await project.lzschema('compose', '--check')).code).toBe(0);
  });

  it('writes elsewhere with --out, and leaves the committed file alone', async () => {
    await using project = await createProject();
    await project.write({ 'schema/books/books.graphql': books(title) });
    expect((await project.lzschema('compose', '--out', 'out.graphql')).code).toBe(0);
    expect(await project.git('status', '--porcelain')).toBe('M schema/books/books.graphql\n?? out.graphql');
  });

  it('shows file, line and text of both sides where two contexts clash', async () => {
    await using project = await createProject();
    await project.write({ 'schema/books/books.graphql': books(`${title}${pages}  "Its price."\n  price: String\n`) });
    const { code, stdout } = await project.lzschema('compose');
    expect(code).toBe(1);
    expect(stdout).toContain('(FIELD_TYPE_MISMATCH)');
    expect(stdout).toContain('schema/books/books.graphql:15:3\n    15 |   price: String\n');
    expect(stdout).toContain('schema/shop/shop.graphql:5:3\n    5 |   price: Int\n');
  });

  it('shows file and line of an SDL that does not parse', async () => {
    await using project = await createProject();
    await project.write({ 'schema/books/books.graphql': 'type Query {\n  a: [Int\n}\n' });
    const { code, stdout } = await project.lzschema('compose');
    expect(code).toBe(1);
    expect(stdout).toContain('schema/books/books.graphql:3:1');
  });

  it.each([
    [[]],
    [['compos']],
    [['compose', '--what']],
    [['compose', 'file']],
    [['check', '--format', 'xml']],
    [['check', '--against', 'nowhere']],
  ])('answers bad usage %j with 2 and a sentence', async (args) => {
    await using project = await createProject();
    const { code, stdout, stderr } = await project.lzschema(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^lzschema: .+\nusage: lzschema compose/);
  });
});

describe('lzschema lint', () => {
  it('passes a graph that keeps the rules, and shows rule, file and line where one does not', async () => {
    await using project = await createProject();
    expect((await project.lzschema('lint')).code).toBe(0);
    await project.write({ 'schema/books/books.graphql': books('  title: String!\n') });
    const { code, stdout } = await project.lzschema('lint');
    expect(code).toBe(1);
    expect(stdout).toContain('(entity-field-nullable)');
    expect(stdout).toContain('(described)');
    expect(stdout).toContain('schema/books/books.graphql:10:3\n    10 |   title: String!\n');
  });
});
