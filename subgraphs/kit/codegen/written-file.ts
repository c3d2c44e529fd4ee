import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Writes `text` to `path`, folders included; a file that already says the same is left untouched, so that watchers stay quiet. */
export async function writeWhereChanged(path: string, text: string): Promise<void> {
  const present = await readFile(path, 'utf8').catch(() => null);
  if (present === text) return;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}
