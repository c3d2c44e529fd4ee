import { spawn } from 'node:child_process';
import { chown, mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import type { Log } from '../src/log.ts';
import type { RunAs } from './child-server.ts';
import { LocalServerError } from './local-server-error.ts';
import type { PostgresBinaries } from './postgres-binaries.ts';
import type { ServerLog } from './server-log.ts';

const INITDB_MS = 120_000;

export interface DataOptions {
  readonly data: string;
  readonly binaries: PostgresBinaries;
  readonly runAs: RunAs | null;
  readonly password: string;
  readonly durable: boolean;
  readonly log: Log;
  readonly output: ServerLog;
}

/**
 * How another user names a folder that is the working directory of its process: it need not walk the folders above, which may be closed to it.
 * The working directory is entered while the process is still root.
 */
export function reachable(folder: string, runAs: RunAs | null): string {
  return runAs && process.platform === 'linux' ? '/proc/self/cwd' : folder;
}

/** Makes a data folder that has none of PostgreSQL's data yet. Data of another major version, and anything else, is named and never touched. */
export async function initialiseData(options: DataOptions): Promise<void> {
  const { data, binaries, log } = options;
  const version = await versionOf(data);
  if (version === null) {
    log.info({ data }, 'making a PostgreSQL data folder');
    await make(options);
  } else if (version !== binaries.major) {
    throw new LocalServerError(
      `${data} is of PostgreSQL ${version}, this is PostgreSQL ${binaries.major}: nothing in it was touched; move its content over with pg_dump, or set DATA_DIR to another folder.`,
    );
  }
}

async function versionOf(data: string): Promise<number | null> {
  try {
    const entries = await readdir(data);
    if (entries.length === 0) return null;
    if (entries.includes('PG_VERSION')) return Number(await readFile(`${data}/PG_VERSION`, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new LocalServerError(
      `${data} cannot be read (${(error as Error).message}): start as the user that started before, or set DATA_DIR to another folder.`,
    );
  }
  throw new LocalServerError(
    `${data} holds files that are no PostgreSQL data; nothing in it was touched: set DATA_DIR to another folder.`,
  );
}

/** Made aside and renamed, so that a start that was cut off leaves nothing that looks finished. */
async function make({ data, binaries, runAs, password, durable, output }: DataOptions): Promise<void> {
  const aside = `${data}.new`;
  const secret = `${data}.secret`;
  await rm(aside, { recursive: true, force: true });
  try {
    await mkdir(aside, { mode: 0o700 });
    await writeFile(secret, `${password}\n`, { mode: 0o600 });
    if (runAs) for (const path of [aside, secret]) await chown(path, runAs.uid, runAs.gid);
    await using input = await open(secret);
    const cluster = [
      '--username=postgres',
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--data-checksums',
    ];
    const args = [...cluster, `--pwfile=${process.platform === 'win32' ? secret : '/dev/stdin'}`, '--no-instructions'];
    await initdb(binaries.initdb, [...args, ...(durable ? [] : ['--no-sync']), '-D', reachable(aside, runAs)], {
      cwd: aside,
      runAs,
      input: input.fd,
      output,
    });
    await rename(aside, data);
  } catch (error) {
    await rm(aside, { recursive: true, force: true });
    if (error instanceof LocalServerError) throw error;
    throw new LocalServerError(`${data} cannot be made (${(error as Error).message}): set DATA_DIR to another folder.`);
  } finally {
    await rm(secret, { force: true });
  }
}

async function initdb(
  command: string,
  args: readonly string[],
  options: { cwd: string; runAs: RunAs | null; input: number; output: ServerLog },
): Promise<void> {
  const nameless = options.runAs === null && !hasName();
  const [program, ...before] = nameless ? [...BORROW_NAME, command] : [command];
  const child = spawn(program!, [...before, ...args], {
    cwd: options.cwd,
    env: { LC_ALL: 'C', TZ: 'UTC', PATH: process.env.PATH ?? '', SystemRoot: process.env.SystemRoot ?? '' },
    stdio: [options.input, options.output.descriptor, options.output.descriptor],
    timeout: INITDB_MS,
    ...options.runAs,
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('exit', resolve);
    child.once('error', reject);
  });
  if (code === 0) return;
  const hint = nameless
    ? `; user ${process.getuid?.()} has no name, which initdb asks for: give it one in /etc/passwd`
    : '';
  const said = await options.output.tail();
  throw new LocalServerError(
    `initdb could not make the data folder${hint}. The end of ${options.output.path}:\n${said}`,
  );
}

/** initdb, unlike the server, insists that its user has a name; in a user namespace of its own it is `nobody`, and the files stay ours. */
const BORROW_NAME = ['unshare', '--user', '--map-user=65534', '--map-group=65534'];

function hasName(): boolean {
  try {
    return userInfo().username !== '';
  } catch {
    return false;
  }
}
