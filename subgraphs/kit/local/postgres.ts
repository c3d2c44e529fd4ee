import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Log } from '../src/log.ts';
import { type ChildServer, type RunAs, startChildServer } from './child-server.ts';
import { claimDataFolder } from './data-folder.ts';
import { freePort } from './free-port.ts';
import { LocalServerError } from './local-server-error.ts';
import { keptPassword } from './passwords.ts';
import { findPostgres, type PostgresBinaries } from './postgres-binaries.ts';
import { initialiseData, reachable } from './postgres-data.ts';
import { endLeftover } from './postgres-leftover.ts';
import { postgresArguments } from './postgres-settings.ts';
import { postgresUser } from './postgres-user.ts';
import { openServerLog, type ServerLog } from './server-log.ts';

const START_MS = 60_000;
const PORT_TRIES = 5;

export interface PostgresOptions {
  /** Holds `postgres/` (the data), `postgres.log` and `passwords.json`; made where it is missing. */
  readonly dataDir: string;
  readonly log: Log;
  /** False for data that nobody misses: faster, and a crash of the machine may lose it. True where left out. */
  readonly durable?: boolean;
}

/** A PostgreSQL server of this process alone, on 127.0.0.1. */
export interface LocalPostgres extends AsyncDisposable {
  /** Address of the database `postgres` with the superuser's name and password. */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Resolves when the server has ended, asked or not. Never rejects. */
  readonly exited: Promise<unknown>;
  /** Ends sessions and writes a checkpoint, at most 10 s; then without one; gives the data folder back. May be called again. */
  stop(): Promise<void>;
}

/**
 * Starts PostgreSQL over the data in `dataDir`, making it where there is none. As root it runs as another user; it ends with this process however
 * that ends; what a killed process left running is stopped first. Throws {@link LocalServerError}: the folder is in use, cannot be written or is of
 * another major version, the programs cannot be executed, or the server does not start (with the end of its log). Nothing is left running then.
 */
export async function startPostgres(options: PostgresOptions): Promise<LocalPostgres> {
  await using unwind = new AsyncDisposableStack();
  const folder = unwind.use(await claimDataFolder(options.dataDir));
  const data = join(folder.path, 'postgres');
  const runAs = await postgresUser(folder.path, data);
  await endLeftover(data, folder.abandoned, options.log);
  const binaries = await findPostgres(runAs);
  const password = keptPassword(folder.path, 'postgres');
  const durable = options.durable ?? true;
  const serverLog = unwind.use(await openServerLog(folder.path, 'postgres.log'));
  await initialiseData({ data, binaries, runAs, password, durable, log: options.log, output: serverLog });
  const { server, port } = await startServer({ data, binaries, runAs, durable, serverLog });
  unwind.defer(() => stopServer(server));
  const url = `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`;
  await closeToStrangers(url, folder.path);
  options.log.info({ port, server: server.pid, data }, 'PostgreSQL started');
  const owned = unwind.move();
  const stop = (): Promise<void> => owned.disposeAsync();
  return { url, port, pid: server.pid, exited: server.exited, stop, [Symbol.asyncDispose]: stop };
}

interface StartOptions {
  data: string;
  binaries: PostgresBinaries;
  runAs: RunAs | null;
  durable: boolean;
  serverLog: ServerLog;
}

async function startServer(options: StartOptions): Promise<{ server: ChildServer; port: number }> {
  const { data, binaries, runAs, durable, serverLog } = options;
  for (let tries = 1; ; tries++) {
    const port = await freePort();
    const args = postgresArguments({ folder: reachable(data, runAs), port, major: binaries.major, durable });
    const server = await startChildServer(binaries.postgres, {
      args,
      cwd: data,
      env: { LC_ALL: 'C', PATH: process.env.PATH ?? '', SystemRoot: process.env.SystemRoot ?? '' },
      runAs,
      output: serverLog.descriptor,
      orphanSignal: 'INT',
    });
    if (await becomesReady(server, data)) return { server, port };
    await stopServer(server);
    const said = await serverLog.tail();
    if (tries < PORT_TRIES && said.includes('Address already in use')) continue;
    throw new LocalServerError(`PostgreSQL did not start over ${data}. The end of ${serverLog.path}:\n${said}`);
  }
}

async function stopServer(server: ChildServer): Promise<void> {
  await server.stop([
    { signal: 'SIGINT', ms: 10_000 },
    { signal: 'SIGQUIT', ms: 5_000 },
  ]);
}

/** The server writes `ready` on the eighth line of its pid file when it takes connections. */
async function becomesReady(server: ChildServer, data: string): Promise<boolean> {
  let ended = false;
  server.exited.then(() => {
    ended = true;
  });
  for (const until = Date.now() + START_MS; Date.now() < until && !ended; await sleep(20)) {
    const lines = (await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
    if (Number(lines[0]) === server.pid && lines[7]?.trim() === 'ready') return true;
  }
  return false;
}

/** Only databases made for a role are open to it; `postgres` and `template1` are open to everyone unless told otherwise. */
async function closeToStrangers(url: string, folder: string): Promise<void> {
  const admin = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  try {
    await admin.connect();
    await admin.query('REVOKE CONNECT ON DATABASE postgres, template1 FROM PUBLIC');
  } catch (error) {
    if ((error as pg.DatabaseError).code !== '28P01') throw error;
    throw new LocalServerError(
      `The password in ${join(folder, 'passwords.json')} is not that of the data beside it: put the right file back, or set DATA_DIR to another folder.`,
    );
  } finally {
    await admin.end();
  }
}
