import { randomBytes } from 'node:crypto';
import { access, constants } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../src/log.ts';
import { type ChildServer, startChildServer } from './child-server.ts';
import { freePort } from './free-port.ts';
import { LocalServerError } from './local-server-error.ts';
import { unpackedRedis } from './redis-packages.ts';

const READY_MS = 10_000;
const PORT_TRIES = 5;

export interface FindRedisOptions {
  readonly log: Log;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** True to download Debian's packages into a cache folder where no server is installed; for tests. False where left out. */
  readonly download?: boolean;
}

/** A Redis server: one that was named, which is left alone, or one started for this process, which ends with it. */
export interface FoundRedis extends AsyncDisposable {
  readonly url: string;
  /** `named` by REDIS_URL, or `started` here. */
  readonly origin: 'named' | 'started';
}

/** A program that speaks Redis, and what its environment must hold. */
export interface RedisProgram {
  readonly command: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * The server that REDIS_URL names (not contacted); else the {@link redisProgram} of this machine, started; else null. Throws {@link LocalServerError}
 * where a program is there and does not start.
 */
export async function findRedis(options: FindRedisOptions): Promise<FoundRedis | null> {
  const { env, log } = options;
  if (env.REDIS_URL) return { url: env.REDIS_URL, origin: 'named', async [Symbol.asyncDispose]() {} };
  const program = await redisProgram(options);
  return program && startRedis(program, log);
}

/** A `redis-server` or `valkey-server` of the PATH, else of Debian's packages where that is asked for, else null. */
export async function redisProgram({ env, log, download }: FindRedisOptions): Promise<RedisProgram | null> {
  return (await onPath(env.PATH ?? '')) ?? (download ? await unpackedRedis(log) : null);
}

async function onPath(path: string): Promise<RedisProgram | null> {
  for (const name of ['redis-server', 'valkey-server']) {
    for (const folder of path.split(delimiter).filter(Boolean)) {
      const command = join(folder, name);
      const executable = await access(command, constants.X_OK).then(
        () => true,
        () => false,
      );
      if (executable) return { command, env: {} };
    }
  }
  return null;
}

/**
 * Starts the program empty, on a free port of 127.0.0.1, with a password of its own and nothing kept on disk.
 * Throws {@link LocalServerError} where it does not answer within 10 s.
 */
export async function startRedis({ command, env }: RedisProgram, log: Log): Promise<FoundRedis> {
  for (let tries = 1; tries <= PORT_TRIES; tries++) {
    const port = await freePort();
    const password = randomBytes(18).toString('base64url');
    const settings = [`port ${port}`, 'bind 127.0.0.1', 'save ""', 'appendonly no', `requirepass ${password}`];
    const server = await startChildServer(command, {
      args: ['-'],
      cwd: tmpdir(),
      env: { PATH: process.env.PATH ?? '', ...env },
      runAs: null,
      input: `${settings.join('\n')}\n`,
      output: 'ignore',
      orphanSignal: 'TERM',
    }).catch((error: Error) => {
      throw new LocalServerError(
        `${command} cannot be executed (${error.message}): set REDIS_URL, or remove it from the PATH.`,
      );
    });
    const stop = (): Promise<void> => server.stop([{ signal: 'SIGTERM', ms: 5_000 }]);
    if (await becomesReady(server, port, password)) {
      log.info({ port, server: server.pid, command }, 'Redis started');
      return { url: `redis://:${password}@127.0.0.1:${port}`, origin: 'started', [Symbol.asyncDispose]: stop };
    }
    await stop();
  }
  throw new LocalServerError(`${command} was started and did not answer: set REDIS_URL, or remove it from the PATH.`);
}

async function becomesReady(server: ChildServer, port: number, password: string): Promise<boolean> {
  let ended = false;
  server.exited.then(() => {
    ended = true;
  });
  for (const until = Date.now() + READY_MS; Date.now() < until && !ended; await sleep(10)) {
    if (await answers(port, password)) return true;
  }
  return false;
}

async function answers(port: number, password: string): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect({ port, host: '127.0.0.1', timeout: 1_000 });
  let said = '';
  socket.once('connect', () => socket.write(`AUTH ${password}\r\nPING\r\n`));
  socket.on('data', (chunk) => {
    said += chunk;
    if (said.includes('\n+PONG') || said.startsWith('-')) resolve(said.startsWith('+OK'));
  });
  socket.once('error', () => resolve(false));
  socket.once('timeout', () => resolve(false));
  socket.once('close', () => resolve(false));
  try {
    return await promise;
  } finally {
    socket.destroy();
  }
}
