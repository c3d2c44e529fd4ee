import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runCompose } from '../cli/compose.ts';

const main = join(import.meta.dirname, '../cli/main.ts');

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A made-up project in a folder of its own: two contexts, a client, a git repository. */
export interface Project extends AsyncDisposable {
  readonly root: string;
  /** Writes files by their path below the root. */
  write(files: Readonly<Record<string, string>>): Promise<void>;
  git(...args: string[]): Promise<string>;
  /** Adds everything and commits it. */
  commit(): Promise<string>;
  lzschema(...args: string[]): Promise<Outcome>;
}

const federation =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable"])';

export const books = (fields: string): string => `${federation}
type Query {
  "The book."
  book("Its number." isbn: ID!): Book
}
"A book."
type Book @key(fields: "isbn") {
  "Its number."
  isbn: ID!
${fields}}
`;
export const title = '  "Its title."\n  title: String\n';
export const pages = '  "Its pages."\n  pages: Int\n';

const files = {
  'package.json': '{ "type": "module" }',
  'schema/subgraphs.ts': `export const subgraphs = [
  { name: 'books', sdl: 'books/books.graphql', owns: ['Book'], port: 1 },
  { name: 'shop', sdl: 'shop/shop.graphql', port: 2 },
];
export const defaultUrl = (subgraph: { port: number }): string => \`http://127.0.0.1:\${subgraph.port}/graphql\`;
`,
  'schema/books/books.graphql': books(title + pages),
  'schema/shop/shop.graphql': `${federation}
type Book @key(fields: "isbn") {
  isbn: ID!
  "Its price in cents."
  price: Int
}
`,
  'clients/web/src/book/book.graphql': 'query book($isbn: ID!) {\n  book(isbn: $isbn) {\n    ...Card\n  }\n}\n',
  'clients/web/src/book/card.graphql': 'fragment Card on Book {\n  isbn\n  title\n}\n',
};

/** Starts a project whose first commit composes and passes. */
export async function createProject(): Promise<Project> {
  const project = openProject(await emptyFolder());
  await project.write(files);
  await project.git('init', '-q', '-b', 'main');
  await runCompose(project.root, { check: false, out: null }, { out: () => {}, paint: (_, text) => text });
  await project.commit();
  return project;
}

export async function emptyFolder(): Promise<string> {
  return realpath(await mkdtemp(join(tmpdir(), 'lzschema-')));
}

/** The project in a folder that holds one; disposing it removes the folder. */
export function openProject(root: string): Project {
  const run = (command: string, args: string[]) => {
    const env = {
      ...process.env,
      NODE_OPTIONS: '',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_AUTHOR_NAME: 'a',
      GIT_AUTHOR_EMAIL: 'a@example.test',
      GIT_COMMITTER_NAME: 'a',
      GIT_COMMITTER_EMAIL: 'a@example.test',
    };
    return new Promise<Outcome>((resolve) => {
      execFile(command, args, { cwd: root, env }, (error, stdout, stderr) => {
        resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
      });
    });
  };
  const project: Project = {
    root,
    write: async (changed) => {
      for (const [path, text] of Object.entries(changed)) {
        await mkdir(dirname(join(root, path)), { recursive: true });
        await writeFile(join(root, path), text);
      }
    },
    git: async (...args) => {
      const { code, stdout, stderr } = await run('git', args);
      if (code !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
      return stdout.trim();
    },
    commit: async () => {
      await project.git('add', '-A');
      await project.git('commit', '-q', '-m', 'change');
      return project.git('rev-parse', 'HEAD');
    },
    lzschema: (...args) => run(process.execPath, [main, ...args]),
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  };
  return project;
}
