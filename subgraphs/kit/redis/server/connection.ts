import { type ChainableCommander, Redis as Client, ReplyError } from 'ioredis';
import type { Log } from '../../src/log.ts';
import { inSpan } from '../../trace/span.ts';
import { RedisUnavailable } from '../failure.ts';
import { fullJitter } from '../jitter.ts';

export interface ConnectionOptions {
  readonly url: string;
  /** Shown by `CLIENT LIST`. */
  readonly name: string;
  /** Deadline of every command; also how long a silent server is believed to be there. */
  readonly timeoutMs: number;
  readonly log: Log;
  /** False for connections that wait inside the server, where neither a deadline nor a ping applies. */
  readonly impatient?: boolean;
}

/**
 * One connection that comes back by itself, with full jitter up to 1 s. Nothing is queued while it is away: commands fail at once, those in flight
 * fail when it breaks, and none is sent twice. A server that accepts and says nothing is noticed by an unanswered ping.
 */
export interface Connection extends AsyncDisposable {
  readonly client: Client;
  readonly ready: boolean;
  /** Resolves when connected; rejects with `RedisUnavailable` when that takes longer than `deadlineMs`. */
  connected(deadlineMs: number): Promise<void>;
  /** Runs commands; a failure to reach the server becomes `RedisUnavailable`, an error reply is passed on. */
  ask<T>(commands: (client: Client) => Promise<T>): Promise<T>;
  /** Drops the socket and connects anew. */
  restart(reason: string): void;
}

const traced = { kind: 'client', attributes: { 'db.system.name': 'redis' } } as const;

const temporary = /^(LOADING|READONLY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|MISCONF|BUSY|NOREPLICAS|OOM) /;

export function openConnection(options: ConnectionOptions): Connection {
  const { url, name, timeoutMs, log, impatient = true } = options;
  const client = new Client(url, {
    connectionName: name,
    lazyConnect: true,
    protocol: 2,
    disableClientInfo: true,
    connectTimeout: timeoutMs,
    disconnectTimeout: 100,
    ...(impatient ? { commandTimeout: timeoutMs } : {}),
    keepAlive: 10_000,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    autoResubscribe: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (attempt) => fullJitter(attempt, 50, 1_000),
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
  });
  let lastError: Error | null = null;
  let wasReady = false;
  let closed = false;
  client.on('error', (error: Error) => {
    lastError = error;
  });
  client.on('ready', () => {
    if (wasReady) log.info({ connection: name }, 'redis: connected again');
    wasReady = true;
    lastError = null;
  });
  client.on('close', () => {
    if (wasReady && !closed) log.warn({ connection: name, err: lastError }, 'redis: connection lost');
  });

  const restart = (reason: string) => client.stream?.destroy(new Error(reason));
  const stopPinging = impatient ? pingAlways(client, timeoutMs, restart) : () => {};
  client.connect().catch(() => {});

  return {
    client,
    restart,
    get ready() {
      return client.status === 'ready';
    },
    connected: (deadlineMs) =>
      new Promise((resolve, reject) => {
        if (client.status === 'ready') return resolve();
        const onReady = () => {
          clearTimeout(timer);
          resolve();
        };
        const timer = setTimeout(() => {
          client.off('ready', onReady);
          const why = lastError === null ? '' : `: ${lastError.message}`;
          reject(new RedisUnavailable(`expected Redis to answer within ${deadlineMs} ms${why}`, { cause: lastError }));
        }, deadlineMs);
        client.once('ready', onReady);
      }),
    async ask(commands) {
      try {
        return await inSpan('Redis', traced, () => commands(client));
      } catch (error) {
        throw asUnavailable(error);
      }
    },
    async [Symbol.asyncDispose]() {
      closed = true;
      stopPinging();
      const open = ['connecting', 'connect', 'ready'].includes(client.status);
      const ended = open && new Promise<void>((resolve) => client.once('end', () => resolve()));
      client.disconnect();
      client.stream?.destroy();
      await ended;
    },
  };
}

function asUnavailable(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof RedisUnavailable) return error;
  if (error instanceof ReplyError && !temporary.test(error.message)) return error;
  if (error instanceof TypeError || error instanceof RangeError) return error;
  return new RedisUnavailable(`Redis is unavailable: ${error.message}`, { cause: error });
}

/** An overdue answer is looked for once more after the event loop has read its sockets, so a busy process does not blame the server. */
function pingAlways(client: Client, timeoutMs: number, restart: (reason: string) => void): () => void {
  let askedAt: number | null = null;
  client.on('close', () => {
    askedAt = null;
  });
  const timer = setInterval(() => {
    if (client.status !== 'ready') return;
    if (askedAt === null) {
      askedAt = performance.now();
      client.ping().then(
        () => {
          askedAt = null;
        },
        () => {},
      );
    } else if (performance.now() - askedAt >= timeoutMs) {
      setImmediate(() => {
        if (askedAt !== null) restart(`no answer to a ping for ${timeoutMs} ms`);
      });
    }
  }, timeoutMs / 4);
  timer.unref();
  return () => clearInterval(timer);
}

/** Replies of a pipeline in order; rejects with the first error where any command failed. */
export async function allOf(pipeline: ChainableCommander): Promise<unknown[]> {
  const results = (await pipeline.exec()) ?? [];
  return results.map(([error, reply]) => {
    if (error !== null) throw error;
    return reply;
  });
}
