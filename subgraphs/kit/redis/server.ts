import type { Log } from '../src/log.ts';
import type { Redis } from './ports.ts';
import { serverBuckets } from './server/buckets.ts';
import { serverCache } from './server/cache.ts';
import { openConnection } from './server/connection.ts';
import { serverLeases } from './server/leases.ts';
import { serverNewest } from './server/newest.ts';
import { serverNotices } from './server/notices.ts';
import { serverPubSub } from './server/pubsub.ts';
import { serverStreams } from './server/streams.ts';
import { openWaitingConnections } from './server/waiting.ts';

export interface ConnectRedisOptions {
  readonly log: Log;
  /** Shown by `CLIENT LIST`; `lzstock` where left out. */
  readonly name?: string;
  /** Deadline of every call; 2,000 where left out. */
  readonly timeoutMs?: number;
}

/** {@link openRedis}, once the server answers. Rejects with `RedisUnavailable` where it does not within 5 s; nothing stays open then. */
export async function connectRedis(url: string, options: ConnectRedisOptions): Promise<Redis> {
  const { redis, connected } = open(url, options);
  try {
    await connected(5_000);
    return redis;
  } catch (error) {
    await redis[Symbol.asyncDispose]();
    throw error;
  }
}

/**
 * A Redis server (7.0 or newer; `redis://` or, with TLS, `rediss://`), whether it is there yet or not: one connection for commands, one for channels and
 * one for each stream read that waits. Connections come by themselves little more than a second after the server is there, or there again; calls made
 * meanwhile reject at once. Disposing closes everything; later calls reject.
 */
export const openRedis = (url: string, options: ConnectRedisOptions): Redis => open(url, options).redis;

function open(url: string, options: ConnectRedisOptions) {
  const { log, name = 'lzstock', timeoutMs = 2_000 } = options;
  const commands = openConnection({ url, name, timeoutMs, log });
  const channels = openConnection({ url, name: `${name}-channels`, timeoutMs, log });
  const waiting = openWaitingConnections(
    () => openConnection({ url, name: `${name}-waiting`, timeoutMs, log, impatient: false }),
    timeoutMs,
  );
  const redis: Redis = {
    kind: 'server',
    newest: serverNewest(commands),
    pubsub: serverPubSub(commands, channels, log),
    streams: serverStreams(commands, waiting),
    buckets: serverBuckets(commands),
    leases: serverLeases(commands),
    cache: serverCache(commands),
    notices: serverNotices(commands),
    async ping() {
      const start = performance.now();
      await commands.ask((client) => client.ping());
      return performance.now() - start;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([commands, channels, waiting].map((one) => one[Symbol.asyncDispose]()));
    },
  };
  const connected = async (deadlineMs: number): Promise<void> => {
    await Promise.all([commands.connected(deadlineMs), channels.connected(deadlineMs)]);
  };
  return { redis, connected };
}
