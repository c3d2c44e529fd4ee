import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ChildServer, startChildServer } from '@lzstock/kit/local/child-server';
import { freePort } from '@lzstock/kit/local/free-port';
import { redisProgram } from '@lzstock/kit/local/redis';
import type { Log } from '@lzstock/kit/log';
import { Redis } from 'ioredis';

/** A Redis of one's own that may be killed and comes back empty at the same address. */
export interface RedisServer extends AsyncDisposable {
  readonly url: string;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
  /** Starts it again, empty; resolves when it answers. */
  start(): Promise<void>;
  /** One command of an operator. */
  command(name: string, ...words: string[]): Promise<unknown>;
}

const readyMs = 10_000;

/** Starts one on a free port of 127.0.0.1, nothing kept on disk. Rejects where this machine has none. */
export async function startRedisServer(log: Log): Promise<RedisServer> {
  const program = await redisProgram({ log, env: process.env, download: true });
  if (!program) throw new Error('expected redis-server or valkey-server on the PATH, came none');
  const { command, env } = program;
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  let server: ChildServer;

  async function ask(name: string, ...words: string[]): Promise<unknown> {
    const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 });
    client.on('error', () => {});
    try {
      await client.connect();
      return await client.call(name, ...words);
    } finally {
      client.disconnect();
    }
  }

  async function start(): Promise<void> {
    server = await startChildServer(command, {
      args: ['-'],
      cwd: tmpdir(),
      env: { PATH: process.env.PATH ?? '', ...env },
      runAs: null,
      input: [`port ${port}`, 'bind 127.0.0.1', 'save ""', 'appendonly no', ''].join('\n'),
      output: 'ignore',
      orphanSignal: 'TERM',
    });
    for (const until = Date.now() + readyMs; ; await sleep(5)) {
      const answered = await ask('PING').catch(() => null);
      if (answered === 'PONG') return;
      if (Date.now() > until) throw new Error(`expected Redis to answer on port ${port} within ${readyMs} ms`);
    }
  }

  const kill = () => server.stop([]);
  await start();
  return { url, kill, start, command: ask, [Symbol.asyncDispose]: kill };
}
