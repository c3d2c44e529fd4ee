import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { giveToOwner } from './data-folder.ts';
import { LocalServerError } from './local-server-error.ts';

/**
 * The password kept under `name` in the folder's `passwords.json` (mode 0600), made up when it is asked for the first time.
 * Read and written in one go, so that calls of one process never lose each other's. Throws {@link LocalServerError} where the file cannot be used.
 */
export function keptPassword(folder: string, name: string): string {
  const file = join(folder, 'passwords.json');
  try {
    const passwords = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>) : {};
    const kept = passwords[name];
    if (kept) return kept;
    const made = randomBytes(24).toString('base64url');
    const aside = `${file}.${process.pid}`;
    writeFileSync(aside, `${JSON.stringify({ ...passwords, [name]: made }, null, 2)}\n`, { mode: 0o600 });
    giveToOwner(folder, aside);
    renameSync(aside, file);
    return made;
  } catch (error) {
    throw new LocalServerError(
      `${file} cannot be read and written (${(error as Error).message}): start as the user that started before, or set DATA_DIR to another folder.`,
    );
  }
}
