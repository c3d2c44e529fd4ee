import { readFile, stat } from 'node:fs/promises';
import type { RunAs } from './child-server.ts';
import { LocalServerError } from './local-server-error.ts';

/**
 * Whom PostgreSQL runs as: null for this process's own user; where that is root, which PostgreSQL refuses, the owner of its data,
 * else the owner of the folder around it, else `postgres`, else `nobody`.
 */
export async function postgresUser(dataDir: string, data: string): Promise<RunAs | null> {
  if (process.getuid?.() !== 0) return null;
  const owner = await stat(data).catch(() => null);
  if (owner?.uid === 0) {
    throw new LocalServerError(
      `${data} belongs to root, as whom PostgreSQL refuses to run: give it to another user with \`chown -R\`.`,
    );
  }
  if (owner) return { uid: owner.uid, gid: owner.gid };
  const { uid, gid } = await stat(dataDir);
  const accounts = await readAccounts();
  if (uid !== 0 && accounts.some((account) => account.uid === uid)) return { uid, gid };
  const { name: _, ...runAs } = named(accounts, 'postgres') ?? named(accounts, 'nobody') ?? NOBODY;
  return runAs;
}

interface Account extends RunAs {
  readonly name: string;
}

const NOBODY: Account = { name: 'nobody', uid: 65_534, gid: 65_534 };

function named(accounts: readonly Account[], name: string): Account | undefined {
  return accounts.find((account) => account.name === name);
}

async function readAccounts(): Promise<Account[]> {
  const text = await readFile('/etc/passwd', 'utf8').catch(() => '');
  return text.split('\n').flatMap((line) => {
    const [name, , uid, gid] = line.split(':');
    return name && uid && gid ? [{ name, uid: Number(uid), gid: Number(gid) }] : [];
  });
}
