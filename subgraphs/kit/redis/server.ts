import type { Log } from '../src/log.ts';
import type { Redis } from './ports.ts';
import { serverBuckets } from './server/buckets.ts';
import { serverCache } from './server/cache.ts';
import { openConnection } from './server/connection.ts';
import { serverLeases } from './server/leases.ts';
import { serverNewest } from './server/newest.ts';
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

/**
 * Connects to a Redis server (7.0 or newer; `redis://` or, with TLS, `rediss://`) over one connection for commands, one for channels and one for each
 * stream read that waits. Rejects with `RedisUnavailable` where the server does not answer within 5 s. Afterwards lost connections come back by
 * themselves little more than a second after the server's return; calls made meanwhile reject at once. Disposing closes everything; later calls reject.
 */
export async function connectRedis(url: string, options: ConnectRedisOptions): Promise<Redis> {
  const { log, name = 'lzstock', timeoutMs = 2_000 } = options;
  const commands = openConnection({ url, name, timeoutMs, log });
  const channels = openConnection({ url, name: `${name}-channels`, timeoutMs, log });
  const waiting = openWaitingConnections(
    () => openConnection({ url, name: `${name}-waiting`, timeoutMs, log, impatient: false }),
    timeoutMs,
  );
  const close = async () => {
    await Promise.all([commands, channels, waiting].map((one) => one[Symbol.asyncDispose]()));
  };
  try {
    await Promise.all([commands.connected(5_000), channels.connected(5_000)]);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    kind: 'server',
    newest: serverNewest(commands),
    pubsub: serverPubSub(commands, channels, log),
    streams: serverStreams(commands, waiting),
    buckets: serverBuckets(commands),
    leases: serverLeases(commands),
    cache: serverCache(commands),
    async ping() {
      const start = performance.now();
      await commands.ask((client) => client.ping());
      return performance.now() - start;
    },
    [Symbol.asyncDispose]: close,
  };
}
