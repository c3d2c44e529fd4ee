import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Log } from '../src/log.ts';
import type { RedisProgram } from './redis.ts';
import { cacheFolders, isOurs } from './walkable-copy.ts';

const run = promisify(execFile);

const PACKAGES = ['redis-server', 'redis-tools', 'libjemalloc2', 'liblzf1', 'libatomic1'];
const COMMAND_MS = 120_000;

/**
 * Debian's Redis, downloaded and unpacked into a cache folder without being installed, and without root; kept for next time.
 * Null on systems without apt, or where nothing can be downloaded.
 */
export async function unpackedRedis(log: Log): Promise<RedisProgram | null> {
  if (process.platform !== 'linux') return null;
  for (const cache of cacheFolders()) {
    const root = join(cache, `redis-debian-${process.arch}`);
    try {
      if (!(await isOurs(root))) await unpackInto(root, cache);
      const program = programOf(root);
      await run(program.command, ['--version'], { env: program.env, timeout: 10_000 });
      return program;
    } catch (error) {
      log.debug({ cache, reason: (error as Error).message }, 'no Redis from packages');
    }
  }
  return null;
}

async function unpackInto(root: string, cache: string): Promise<void> {
  await mkdir(cache, { recursive: true, mode: 0o755 });
  if (!(await isOurs(cache))) throw new Error(`${cache} can be written by others`);
  const aside = await mkdtemp(join(cache, 'redis-'));
  try {
    await download(aside);
    const unpacked = join(aside, 'unpacked');
    for (const file of readdirSync(aside).filter((name) => name.endsWith('.deb'))) {
      await run('dpkg', ['-x', join(aside, file), unpacked], { timeout: COMMAND_MS });
    }
    await chmod(unpacked, 0o755);
    await rename(unpacked, root).catch(async (error) => {
      if (!(await isOurs(root))) throw error;
    });
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

/** With the system's package lists where it has some, else with lists of its own. */
async function download(folder: string): Promise<void> {
  const apt = (...args: string[]) => run('apt-get', args, { cwd: folder, timeout: COMMAND_MS });
  try {
    await apt('download', ...PACKAGES);
  } catch {
    const own = ['lists', 'cache'].map((name) => join(folder, name));
    for (const [place, inner] of [
      [own[0]!, 'partial'],
      [own[1]!, 'archives/partial'],
    ] as const) {
      await mkdir(join(place, inner), { recursive: true });
    }
    const places = ['-o', `Dir::State::lists=${own[0]}`, '-o', `Dir::Cache=${own[1]}`];
    await apt('update', ...places, '-o', 'Debug::NoLocking=1');
    await apt('download', ...places, ...PACKAGES);
  }
}

function programOf(root: string): RedisProgram {
  const libraries = join(root, 'usr', 'lib');
  const folders = existsSync(libraries) ? readdirSync(libraries).map((name) => join(libraries, name)) : [];
  return { command: join(root, 'usr', 'bin', 'redis-server'), env: { LD_LIBRARY_PATH: folders.join(':') } };
}
