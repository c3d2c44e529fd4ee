import { describe, expect, it } from '@jest/globals';
import { books, createProject, emptyFolder, openProject, type Project, pages, title } from './project.ts';

const withoutPages = { 'schema/books/books.graphql': books(title) };
const gone = 'field-removed Book.pages';

async function compared(project: Project, ...args: string[]) {
  const { stdout } = await project.lzschema('check', '--format', 'json', ...args);
  const { base, noBase, changes } = JSON.parse(stdout);
  return { base: base?.replace(/ \(\w+\)$/, '') ?? null, noBase, changes: changes.map(({ id }: { id: string }) => id) };
}

describe('the base of a check', () => {
  it('is the place where the branch left origin/main', async () => {
    await using project = await createProject();
    await project.git('update-ref', 'refs/remotes/origin/main', 'HEAD');
    await project.write(withoutPages);
    await project.commit();
    await project.write({ 'clients/web/src/note.txt': 'x' });
    await project.commit();
    expect(await compared(project)).toEqual({ base: 'origin/main', noBase: null, changes: [gone] });
  });

  it('is what origin/main has while the working tree differs', async () => {
    await using project = await createProject();
    await project.git('update-ref', 'refs/remotes/origin/main', 'HEAD');
    await project.write(withoutPages);
    expect(await compared(project)).toEqual({ base: 'origin/main', noBase: null, changes: [gone] });
  });

  it('is the commit before on origin/main itself', async () => {
    await using project = await createProject();
    await project.write(withoutPages);
    await project.commit();
    await project.git('update-ref', 'refs/remotes/origin/main', 'HEAD');
    expect(await compared(project)).toEqual({ base: 'HEAD^', noBase: null, changes: [gone] });
  });

  it('is the commit before where there is no origin', async () => {
    await using project = await createProject();
    await project.write(withoutPages);
    await project.commit();
    expect(await compared(project)).toEqual({ base: 'HEAD^', noBase: null, changes: [gone] });
  });

  it('is the only commit while the working tree differs from it', async () => {
    await using project = await createProject();
    await project.write(withoutPages);
    expect(await compared(project)).toEqual({ base: 'HEAD', noBase: null, changes: [gone] });
  });

  it('is none for a first commit, which passes and says so', async () => {
    await using project = await createProject();
    expect(await compared(project)).toMatchObject({
      base: null,
      noBase: expect.stringContaining('no commit before this one'),
    });
    const { code, stdout } = await project.lzschema('check');
    expect(code).toBe(0);
    expect(stdout).toContain('Nothing to compare with: the repository holds no commit before this one');
  });

  it('is none in a shallow clone', async () => {
    await using project = await createProject();
    await project.write(withoutPages);
    await project.commit();
    await using shallow = openProject(await emptyFolder());
    await shallow.git('clone', '-q', '--depth', '1', '--no-single-branch', `file://${project.root}`, '.');
    await shallow.git('update-ref', '-d', 'refs/remotes/origin/main');
    expect(await compared(shallow)).toMatchObject({ base: null, noBase: expect.stringContaining('shallow clone') });
  });

  it('is none outside a git repository', async () => {
    await using project = await createProject();
    await project.git('checkout', '-q', '--detach');
    await project.write({ '.git/HEAD': 'nonsense' });
    expect(await compared(project)).toMatchObject({ base: null, noBase: 'this is no git repository with a commit' });
  });

  it('is the commit asked for, composed from its SDL where it had no supergraph', async () => {
    await using project = await createProject();
    await project.git('rm', '-q', 'schema/supergraph.graphql');
    const without = await project.commit();
    await project.write(withoutPages);
    await project.commit();
    expect(await compared(project, '--against', without.slice(0, 12))).toMatchObject({ changes: [gone] });
  });

  it('is the file asked for', async () => {
    await using project = await createProject();
    await project.write({
      'old.graphql':
        'type Query { book(isbn: ID!): Book old: Int } type Book { isbn: ID! title: String pages: Int price: Int }',
    });
    expect(await compared(project, '--against', 'old.graphql')).toMatchObject({
      base: 'old.graphql',
      changes: ['field-removed Query.old', ...words],
    });
  });

  it('is none of a file that is no schema: that is bad usage', async () => {
    await using project = await createProject();
    await project.write({ 'old.graphql': 'type Query {' });
    const { code, stderr } = await project.lzschema('check', '--against', 'old.graphql');
    expect(code).toBe(2);
    expect(stderr).toContain('expected a schema in old.graphql');
  });

  it('leaves the repository as it was', async () => {
    await using project = await createProject();
    await project.write({ 'schema/books/books.graphql': books(title + pages) });
    const before = await project.git('status', '--porcelain');
    await project.lzschema('check');
    expect(await project.git('status', '--porcelain')).toBe(before);
  });
});

const words = ['Book', 'Book.isbn', 'Book.pages', 'Book.price', 'Book.title', 'Query.book', 'Query.book(isbn:)'].map(
  (coordinate) => `description-changed ${coordinate}`,
);
