import { existsSync, renameSync, statSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { giveToOwner } from './data-folder.ts';
import { LocalServerError } from './local-server-error.ts';

const LARGE = 5_000_000;
const TAIL_LINES = 8;

/** Takes what a server says, beside its data. */
export interface ServerLog extends AsyncDisposable {
  readonly path: string;
  readonly descriptor: number;
  /** The last lines that came since it was opened. */
  tail(): Promise<string>;
}

/** Opens the log for appending; one that grew large is put aside as `.1` first. */
export async function openServerLog(folder: string, name: string): Promise<ServerLog> {
  const path = join(folder, name);
  try {
    if (existsSync(path) && statSync(path).size > LARGE) renameSync(path, `${path}.1`);
    const file = await open(path, 'a', 0o600);
    giveToOwner(folder, path);
    const { size } = await file.stat();
    return {
      path,
      descriptor: file.fd,
      async tail() {
        const said = (await readFile(path)).subarray(size).toString('utf8').trimEnd();
        return said.split('\n').slice(-TAIL_LINES).join('\n');
      },
      [Symbol.asyncDispose]: () => file.close(),
    };
  } catch (error) {
    throw new LocalServerError(
      `${path} cannot be written (${(error as Error).message}): start as the user that started before, or set DATA_DIR to another folder.`,
    );
  }
}
