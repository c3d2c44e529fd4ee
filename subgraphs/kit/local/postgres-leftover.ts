import { realpathSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../src/log.ts';
import { LocalServerError } from './local-server-error.ts';
import { processMark } from './process-mark.ts';

const STEPS = [
  { signal: 'SIGINT', ms: 10_000 },
  { signal: 'SIGQUIT', ms: 5_000 },
  { signal: 'SIGKILL', ms: 5_000 },
] as const;

/**
 * Sees to a server that still runs over `data`, or seems to. One that a killed process of ours left (`abandoned`) is stopped; anybody else's is left
 * alone and named in a {@link LocalServerError}; a pid file whose number went to another program is removed.
 */
export async function endLeftover(data: string, abandoned: boolean, log: Log): Promise<void> {
  const pid = await serverPid(data);
  if (pid === null || processMark(pid) === null) return;
  const same = runsOver(pid, data);
  if (same === null) return;
  if (!same) return rm(join(data, 'postmaster.pid'), { force: true });
  if (!abandoned) {
    throw new LocalServerError(
      `PostgreSQL process ${pid}, which LZStock did not start, runs over ${data}: stop it, or set DATA_DIR to another folder.`,
    );
  }
  log.warn({ server: pid, data }, 'stopping the PostgreSQL that a killed process left running');
  for (const { signal, ms } of STEPS) {
    process.kill(pid, signal);
    for (const until = Date.now() + ms; Date.now() < until; await sleep(50)) if (processMark(pid) === null) return;
  }
  throw new LocalServerError(`PostgreSQL process ${pid} runs over ${data} and does not end: end it, then start again.`);
}

async function serverPid(data: string): Promise<number | null> {
  const text = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number.parseInt(text, 10);
  return Number.isSafeInteger(pid) && pid > 0 ? pid : null;
}

/** A server's working directory is its data; null where the system does not tell, and PostgreSQL's own lock decides. */
function runsOver(pid: number, data: string): boolean | null {
  try {
    return realpathSync(`/proc/${pid}/cwd`) === realpathSync(data);
  } catch {
    return null;
  }
}
