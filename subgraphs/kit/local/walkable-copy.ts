import { randomBytes } from 'node:crypto';
import { chmod, cp, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Needed to compile against PostgreSQL, not to run it. */
const DEVELOPMENT = /\.a$|\/(pkgconfig|include)(\/|$)/;

/**
 * Copies of a folder of programs at places that other users can reach, the best place first; made when it is missing and kept for next time.
 * Yields nothing for a place that cannot be written. `finish` completes a fresh copy before anybody sees it.
 */
export async function* walkableCopy(
  from: string,
  name: string,
  finish: (copy: string) => void,
): AsyncGenerator<string> {
  for (const cache of cacheFolders()) {
    const copy = join(cache, `${name}-${process.platform}-${process.arch}`);
    if ((await isOurs(copy)) || (await makeCopy(from, cache, copy, finish))) yield copy;
  }
}

/** Where this user keeps what can be made again. */
export function cacheFolders(): string[] {
  const uid = process.getuid?.() ?? 0;
  const home = process.env.HOME ? join(process.env.HOME, '.cache') : null;
  const own = process.env.XDG_CACHE_HOME ?? (uid === 0 ? '/var/cache' : home);
  return [...(own ? [join(own, 'lzstock')] : []), join(tmpdir(), `lzstock-${uid}`), `/var/tmp/lzstock-${uid}`];
}

async function makeCopy(from: string, cache: string, copy: string, finish: (copy: string) => void): Promise<boolean> {
  const aside = `${copy}.${randomBytes(4).toString('hex')}`;
  try {
    await mkdir(cache, { recursive: true, mode: 0o755 });
    if (!(await isOurs(cache))) return false;
    await chmod(cache, 0o755);
    await cp(from, join(aside, 'native'), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (file) => !DEVELOPMENT.test(file.slice(from.length)),
    });
    finish(join(aside, 'native'));
    await openUp(aside);
    await rename(join(aside, 'native'), copy);
    return true;
  } catch {
    return isOurs(copy);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

/** Only a folder that nobody else can write is trusted: a program in it is going to be executed. */
export async function isOurs(folder: string): Promise<boolean> {
  try {
    const { uid, mode } = await stat(folder);
    return process.platform === 'win32' || (uid === process.getuid?.() && (mode & 0o022) === 0);
  } catch {
    return false;
  }
}

async function openUp(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await openUp(path);
    else if (entry.isFile()) await chmod(path, folder.endsWith('/bin') ? 0o755 : 0o644);
  }
}
