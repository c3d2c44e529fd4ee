import { describe, expect, it } from '@jest/globals';
import { books, createProject, type Project, pages, title } from './project.ts';

const withoutTitle = { 'schema/books/books.graphql': books(pages) };
const withoutPages = { 'schema/books/books.graphql': books(title) };
const nullableIsbnSelected = { 'clients/web/src/book/card.graphql': 'fragment Card on Book {\n  isbn\n}\n' };

async function json(project: Project, ...args: string[]) {
  const { code, stdout } = await project.lzschema('check', '--format', 'json', ...args);
  return { code, report: JSON.parse(stdout) };
}

describe('lzschema check', () => {
  it('passes where nothing changed', async () => {
    await using project = await createProject();
    const { code, stdout } = await project.lzschema('check', '--against', 'HEAD');
    expect(stdout).toContain('web 1: all fit.');
    expect(stdout).toContain('The public graph is the same.');
    expect(code).toBe(0);
  });

  it('fails for a removed field that a stored operation selects, naming field, operation, file and line', async () => {
    await using project = await createProject();
    await project.write(withoutTitle);
    const { code, stdout } = await project.lzschema('check');
    expect(code).toBe(1);
    expect(stdout).toContain('breaking  The field `Book.title` is gone. (field-removed Book.title)');
    expect(stdout).toContain(
      'web · book  clients/web/src/book/card.graphql:3:3  book.title  in clients/web/src/book/book.graphql:1  no longer valid',
    );
    expect(stdout).toContain('3 |   title');
    expect(stdout).toContain('→ Mark it `@deprecated');
    expect(stdout).not.toMatch(new RegExp(String.fromCharCode(27)));
  });

  it('judges what the contexts say although the committed supergraph is old, and says that it is', async () => {
    await using project = await createProject();
    await project.write(withoutPages);
    const { code, report } = await json(project);
    expect(code).toBe(0);
    expect(report).toMatchObject({
      supergraphUpToDate: false,
      changes: [{ id: 'field-removed Book.pages', fails: false, operations: [] }],
    });
  });

  it('passes a break that nobody uses, unless it is strict', async () => {
    await using project = await createProject();
    await project.write(withoutPages);
    const { code, stdout } = await project.lzschema('check');
    expect({ code, told: stdout.includes('No stored operation uses it.') }).toEqual({ code: 0, told: true });
    expect((await project.lzschema('check', '--strict')).code).toBe(1);
  });

  it('passes an intended break with its reason, and reports entries that do nothing', async () => {
    await using project = await createProject();
    await project.write({
      ...withoutPages,
      'schema/accepted.json': JSON.stringify([
        { change: 'field-removed Book.pages', reason: 'Nobody counted them.' },
        { change: 'field-removed Book.colour', reason: 'It was never there.' },
      ]),
    });
    const { code, stdout } = await project.lzschema('check', '--strict');
    expect(code).toBe(0);
    expect(stdout).toContain('accepted: Nobody counted them.');
    expect(stdout).toContain('`field-removed Book.colour` is no breaking change here; remove it.');
  });

  it('does not let an expired entry count', async () => {
    await using project = await createProject();
    const entry = { change: 'field-removed Book.pages', reason: 'Nobody counted them.', until: '2020-01-01' };
    await project.write({ ...withoutPages, 'schema/accepted.json': JSON.stringify([entry]) });
    const { code, stdout } = await project.lzschema('check', '--strict');
    expect(code).toBe(1);
    expect(stdout).toContain('expired on 2020-01-01');
  });

  it('fails for an operation that no longer fits, accepted or not', async () => {
    await using project = await createProject();
    const entry = { change: 'field-removed Book.title', reason: 'It has to go, really.' };
    await project.write({ ...withoutTitle, 'schema/accepted.json': JSON.stringify([entry]) });
    const { code, stdout } = await project.lzschema('check');
    expect(code).toBe(1);
    expect(stdout).toContain('Accepting cannot help');
  });

  it('refuses an accepted.json that gives no reason', async () => {
    await using project = await createProject();
    await project.write({ 'schema/accepted.json': '[{ "change": "field-removed Book.pages" }]' });
    const { code, stdout } = await project.lzschema('check');
    expect(code).toBe(1);
    expect(stdout).toContain('(accepted-malformed)');
  });

  it('says that an old page breaks where field and operation go in one change', async () => {
    await using project = await createProject();
    await project.write({ ...withoutTitle, ...nullableIsbnSelected });
    const { code, stdout } = await project.lzschema('check');
    expect(code).toBe(0);
    expect(stdout).toContain('who has an old page open breaks until it is loaded anew');
    expect(stdout).toContain('web · book  clients/web/src/book/card.graphql:3:3  book.title');
  });

  it('fails for an operation that never fitted, without any change of the graph', async () => {
    await using project = await createProject();
    await project.write({ 'clients/web/src/book/card.graphql': 'fragment Card on Book {\n  titel\n}\n' });
    const { code, stdout } = await project.lzschema('check', '--against', 'HEAD');
    expect(code).toBe(1);
    expect(stdout).toContain('web · book: Cannot query field "titel" on type "Book".');
    expect(stdout).toContain('clients/web/src/book/card.graphql:2:3');
  });

  it('lists the operations that still use what is deprecated, and passes', async () => {
    await using project = await createProject();
    await project.write({
      'schema/books/books.graphql': books('  "Its title."\n  title: String @deprecated(reason: "Use `name`.")\n'),
    });
    const { code, stdout } = await project.lzschema('check');
    expect(code).toBe(0);
    expect(stdout).toContain('`Book.title` is deprecated: Use `name`. Still used by web · book.');
    expect(stdout).toContain('web · book: The field Book.title is deprecated.');
  });

  it('tells of a guard that clients cannot see in the schema', async () => {
    await using project = await createProject();
    const guarded = books(title + pages.replace('Int', 'Int @authenticated')).replace(
      '"@shareable"',
      '"@authenticated"',
    );
    await project.write({ 'schema/books/books.graphql': guarded });
    const { code, stdout } = await project.lzschema('check');
    expect(code).toBe(0);
    expect(stdout).toContain(
      'dangerous  `Book.pages` is `@authenticated` now. (directive-use-added Book.pages (@authenticated))',
    );
  });

  it('annotates lines for a workflow', async () => {
    await using project = await createProject();
    await project.write(withoutTitle);
    const { code, stdout } = await project.lzschema('check', '--format', 'github');
    expect(code).toBe(1);
    expect(stdout.split('\n').filter((line) => line.startsWith('::'))).toEqual([
      '::error file=schema/books/books.graphql,line=7,col=6,title=breaking%3A field-removed Book.title::The field `Book.title` is gone.',
      '::error file=clients/web/src/book/card.graphql,line=3,col=3,title=breaking%3A field-removed Book.title::web · book: The field `Book.title` is gone.',
    ]);
  });

  it('tells other programs the same', async () => {
    await using project = await createProject();
    await project.write(withoutTitle);
    const { code, report } = await json(project);
    expect(code).toBe(1);
    expect(report).toMatchObject({
      passed: false,
      contexts: ['books', 'shop'],
      changes: [
        {
          id: 'field-removed Book.title',
          level: 'breaking',
          fails: true,
          operations: [
            {
              client: 'web',
              operation: 'book',
              file: 'clients/web/src/book/card.graphql',
              line: 3,
              path: 'book.title',
              invalid: true,
            },
          ],
        },
      ],
    });
  });

  it('shows composition errors and broken rules without comparing anything', async () => {
    await using project = await createProject();
    await project.write({ 'schema/books/books.graphql': books('  title: Titel\n') });
    const { code, report } = await json(project);
    expect(code).toBe(1);
    expect(report).toMatchObject({
      noBase: 'the contexts do not compose',
      composition: {
        errors: [{ rule: 'INVALID_GRAPHQL', places: [{ file: 'schema/books/books.graphql', line: 10 }] }],
      },
      lint: [{ rule: 'described', places: [{ line: 10 }] }],
    });
  });
});
