import { readFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { RunAs } from './child-server.ts';
import { LocalServerError } from './local-server-error.ts';

const NOBODY: RunAs = { uid: 65_534, gid: 65_534 };

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
  const around = await stat(dataDir);
  return around.uid === 0
    ? (accountOf('postgres') ?? accountOf('nobody') ?? NOBODY)
    : { uid: around.uid, gid: around.gid };
}

function accountOf(name: string): RunAs | null {
  try {
    const line = readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .find((entry) => entry.startsWith(`${name}:`));
    const [, , uid, gid] = (line ?? '').split(':');
    return uid && gid ? { uid: Number(uid), gid: Number(gid) } : null;
  } catch {
    return null;
  }
}
