import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Servers of others that the repository does not carry. */
export interface Peers {
  /** The folder in which they are installed; null where they could not be. */
  readonly folder: string | null;
  /** Why not. */
  readonly reason: string | null;
}

const versions = {
  '@graphql-hive/gateway': '2.15.1',
  '@graphql-hive/router-runtime': '1.4.23',
  graphql: '16.15.0',
};
const patienceMs = 300_000;

/**
 * Installs the peers outside the repository, once for each set of versions: half a gigabyte of packages that nothing but this comparison needs, half of
 * them with a range of their own. `install: false` takes only what is there already.
 */
export async function findPeers({ install }: { readonly install: boolean }): Promise<Peers> {
  const folder = join(tmpdir(), `lzstock-peers-${Object.values(versions).join('-')}`);
  if (existsSync(folder)) return { folder, reason: null };
  if (!install) return { folder: null, reason: 'Hive Gateway is not installed yet; a run without --quick installs it' };
  const unfinished = `${folder}.${process.pid}`;
  await mkdir(unfinished, { recursive: true });
  await writeFile(
    join(unfinished, 'package.json'),
    JSON.stringify({
      private: true,
      type: 'module',
      dependencies: versions,
      overrides: { graphql: versions.graphql },
    }),
  );
  const { status, stderr } = spawnSync(
    'npm',
    ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'],
    { cwd: unfinished, encoding: 'utf8', timeout: patienceMs, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  if (status === 0) {
    await rename(unfinished, folder);
    return { folder, reason: null };
  }
  await rm(unfinished, { recursive: true, force: true });
  const why = stderr?.trim().split('\n')[0] || `npm did not end within ${patienceMs / 1_000} s`;
  return { folder: null, reason: `Hive Gateway could not be installed (${why})` };
}
