import { randomBytes } from 'node:crypto';
import { chownSync, statSync } from 'node:fs';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { LocalServerError } from './local-server-error.ts';
import { processMark } from './process-mark.ts';

/** A data folder held by this process alone until it is disposed. */
export interface DataFolder extends AsyncDisposable {
  readonly path: string;
  /** True where a process that is gone held the folder last and did not give it back: a server of its may still run. */
  readonly abandoned: boolean;
}

const CLAIM = 'launcher.json';

interface Claim {
  readonly pid: number;
  readonly mark: string;
}

/**
 * Makes the folder where it is missing and takes it for this process.
 * Throws {@link LocalServerError} where it cannot be made or written, or a living process holds it.
 */
export async function claimDataFolder(path: string): Promise<DataFolder> {
  const folder = resolve(path);
  const claim = join(folder, CLAIM);
  await makeFolder(folder).catch((error) => {
    throw new LocalServerError(
      `The data folder ${folder} cannot be made (${code(error)}): set DATA_DIR to a folder you may write.`,
    );
  });
  const mine: Claim = { pid: process.pid, mark: processMark(process.pid) ?? '' };
  let abandoned = false;
  for (let tries = 0; !(await writeOnce(folder, claim, mine)); tries++) {
    const holder = await readClaim(claim);
    if (holder && processMark(holder.pid) === holder.mark) {
      throw new LocalServerError(
        `The data folder ${folder} is in use by process ${holder.pid}: stop that one, or set DATA_DIR to another folder.`,
      );
    }
    if (tries > 20)
      throw new LocalServerError(`The data folder ${folder} is claimed by others again and again: remove ${claim}.`);
    abandoned = true;
    await rm(claim, { force: true });
  }
  return {
    path: folder,
    abandoned,
    async [Symbol.asyncDispose]() {
      await rm(claim, { force: true });
    },
  };
}

/** Step by step: Node's own recursive way never ends where a parent is there and takes no folder, as in /proc. */
async function makeFolder(path: string): Promise<void> {
  const make = (): Promise<void> => mkdir(path, { mode: 0o700 });
  await make().catch(async (error) => {
    if (code(error) === 'EEXIST' && statSync(path).isDirectory()) return;
    if (code(error) !== 'ENOENT' || dirname(path) === path) throw error;
    await makeFolder(dirname(path));
    await make();
  });
}

/** False where another claim is there. Written aside and linked, so that nobody ever reads half of one. */
async function writeOnce(folder: string, claim: string, mine: Claim): Promise<boolean> {
  const aside = `${claim}.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    await writeFile(aside, JSON.stringify(mine), { mode: 0o600 });
    giveToOwner(folder, aside);
    await link(aside, claim);
    return true;
  } catch (error) {
    if (code(error) === 'EEXIST') return false;
    throw new LocalServerError(
      `The data folder ${folder} cannot be written (${code(error)}): set DATA_DIR to a folder you may write.`,
    );
  } finally {
    await rm(aside, { force: true }).catch(() => {});
  }
}

async function readClaim(claim: string): Promise<Claim | null> {
  try {
    return JSON.parse(await readFile(claim, 'utf8')) as Claim;
  } catch {
    return null;
  }
}

/** Gives a file that root wrote to the owner of the folder it is in, who may start the product next time. */
export function giveToOwner(folder: string, file: string): void {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = statSync(folder);
  if (uid !== 0) chownSync(file, uid, gid);
}

function code(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error);
}
