import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Read-only questions to the git repository around a project. Never touches the network, the index or the working tree. */
export interface Git {
  /** The commit a name stands for, in full; null where it stands for none. */
  commit(name: string): Promise<string | null>;
  /** The newest commit that both have in common; null where there is none or a name is unknown. */
  mergeBase(a: string, b: string): Promise<string | null>;
  /** Whether the files below `paths` differ from those of `commit`. */
  differs(commit: string, paths: readonly string[]): Promise<boolean>;
  /** Paths of the files below `folder` at `commit`, relative to the project's root. */
  files(commit: string, folder: string): Promise<string[]>;
  /** The text of a file at `commit`; null where it is not there. */
  read(commit: string, path: string): Promise<string | null>;
}

/** Git in `root`, which may lie below the top of its repository. */
export function createGit(root: string): Git {
  const git = async (...args: string[]): Promise<string | null> => {
    try {
      const env = { ...process.env, GIT_OPTIONAL_LOCKS: '0', GIT_NO_LAZY_FETCH: '1', GIT_TERMINAL_PROMPT: '0' };
      const { stdout } = await run('git', args, { cwd: root, env, maxBuffer: 64 * 1024 * 1024, timeout: 30_000 });
      return stdout;
    } catch {
      return null;
    }
  };
  return {
    commit: async (name) =>
      (await git('rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`))?.trim() || null,
    mergeBase: async (a, b) => (await git('merge-base', a, b))?.trim() || null,
    differs: async (commit, paths) => (await git('diff', '--quiet', commit, '--', ...paths)) === null,
    files: async (commit, folder) =>
      (await git('ls-tree', '-r', '-z', '--name-only', commit, '--', folder))?.split('\0').filter(Boolean) ?? [],
    read: (commit, path) => git('show', `${commit}:./${path}`),
  };
}
