import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type DocumentNode, type GraphQLSchema, parse } from 'graphql';
import { clientOf } from './client-file.ts';
import { compose, isSupergraph, publicSchema } from './composition.ts';
import { type ContextSdl, parseContext } from './context-sdl.ts';
import { createGit, type Git } from './git.ts';
import type { OperationFile } from './operation.ts';

/** The graph that a change is compared with. */
export interface Base {
  /** How to call it, for example `origin/main (1a2b3c4)`. */
  readonly label: string;
  readonly schema: GraphQLSchema;
  /** Its supergraph; null where the base is a plain schema. */
  readonly supergraph: DocumentNode | null;
  /** The clients' operation files as they were; empty where the base is a file. */
  readonly operations: readonly OperationFile[];
}

/** There is nothing to compare with; `reason` is half a sentence. */
export interface NoBase {
  readonly reason: string;
}

/** What was asked for as a base is none. */
export class UnknownBase extends Error {}

/**
 * The base of a check: `against` (a file or a commit) where it is given, else where the branch left `origin/main`, else the commit before this one. On
 * `origin/main` itself it is the commit before where nothing is changed, so that a pipeline of the main branch checks its newest commit. Throws
 * `UnknownBase` where `against` is neither.
 */
export async function findBase(root: string, against: string | null): Promise<Base | NoBase> {
  const git = createGit(root);
  if (against !== null) return named(root, git, against);
  const head = await git.commit('HEAD');
  if (!head) return { reason: 'this is no git repository with a commit' };
  const changed = await git.differs(head, ['schema', 'clients']);
  const left = await git.mergeBase('HEAD', 'origin/main');
  if (left && (left !== head || changed)) return at(git, left, 'origin/main');
  const before = await git.commit('HEAD^');
  if (before) return at(git, before, 'HEAD^');
  if (changed) return at(git, head, 'HEAD');
  return { reason: 'the repository holds no commit before this one (a first commit, or a shallow clone)' };
}

async function named(root: string, git: Git, against: string): Promise<Base | NoBase> {
  for (const path of [against, join(root, against)]) {
    if (!(await stat(path).catch(() => null))?.isFile()) continue;
    try {
      return { label: against, ...read(await readFile(path, 'utf8')), operations: [] };
    } catch (error) {
      throw new UnknownBase(`expected a schema in ${against}, came: ${(error as Error).message}`);
    }
  }
  const commit = await git.commit(against);
  if (!commit) throw new UnknownBase(`expected a file or a commit, came ${against}`);
  return at(git, commit, against);
}

async function at(git: Git, commit: string, name: string): Promise<Base | NoBase> {
  const label = `${name} (${commit.slice(0, 7)})`;
  const supergraph = (await git.read(commit, 'schema/supergraph.graphql')) ?? composed(await contextsAt(git, commit));
  if (supergraph === null) return { reason: `${label} has no schema that composes` };
  try {
    return { label, ...read(supergraph), operations: await operationsAt(git, commit) };
  } catch (error) {
    return { reason: `schema/supergraph.graphql of ${label} cannot be read: ${(error as Error).message}` };
  }
}

function read(sdl: string): Pick<Base, 'schema' | 'supergraph'> {
  return { schema: publicSchema(sdl), supergraph: isSupergraph(sdl) ? parse(sdl) : null };
}

function composed(contexts: readonly ContextSdl[]): string | null {
  return contexts.length > 0 ? compose(contexts).supergraph : null;
}

async function contextsAt(git: Git, commit: string): Promise<ContextSdl[]> {
  const contexts: ContextSdl[] = [];
  for (const file of await git.files(commit, 'schema')) {
    const name = /^schema\/([^/]+)\/\1\.graphql$/.exec(file)?.[1];
    const body = name ? await git.read(commit, file) : null;
    const sdl = name && body !== null ? parseContext({ name, url: 'http://base.invalid', file, body }) : null;
    if (sdl && 'document' in sdl) contexts.push(sdl);
  }
  return contexts;
}

async function operationsAt(git: Git, commit: string): Promise<OperationFile[]> {
  const files: OperationFile[] = [];
  for (const file of [...(await git.files(commit, 'clients')), ...(await git.files(commit, 'schema'))]) {
    const client = clientOf(file);
    const body = client ? await git.read(commit, file) : null;
    if (client && body !== null) files.push({ client, file, body });
  }
  return files;
}
