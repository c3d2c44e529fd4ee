import { RedisUnavailable } from './failure.ts';
import { memoryBuckets } from './memory/buckets.ts';
import { memoryCache } from './memory/cache.ts';
import { memoryLeases } from './memory/leases.ts';
import { memoryNewest } from './memory/newest.ts';
import { memoryNotices } from './memory/notices.ts';
import { memoryPubSub } from './memory/pubsub.ts';
import { memoryStreams } from './memory/streams.ts';
import type { Redis } from './ports.ts';

export interface MemoryRedisOptions {
  /** Milliseconds, for everything that expires; `Date.now` where left out. Reads that wait do so in real time. */
  readonly now?: () => number;
  /** Values the cache keeps at most; 50,000 where left out. */
  readonly maxCached?: number;
}

/**
 * What Redis would do, in the memory of this process and gone with it: every caller that is to share it must be handed this same object. Disposing
 * ends reads that wait and forgets everything; later calls reject with `RedisUnavailable`.
 */
export function memoryRedis(options: MemoryRedisOptions = {}): Redis {
  const { now = Date.now, maxCached = 50_000 } = options;
  const ports = open(now, maxCached);
  let closed = false;

  const guarded = <Port extends object>(port: Port): Port =>
    new Proxy(port, {
      get(target, property) {
        const member = Reflect.get(target, property);
        if (typeof member !== 'function' || !closed) return member;
        return () => Promise.reject(new RedisUnavailable('Redis is unavailable: closed'));
      },
    });

  return {
    kind: 'memory',
    newest: guarded(ports.newest),
    pubsub: guarded(ports.pubsub),
    streams: guarded(ports.streams),
    buckets: guarded(ports.buckets),
    leases: guarded(ports.leases),
    cache: guarded(ports.cache),
    notices: guarded(ports.notices),
    async ping() {
      if (closed) throw new RedisUnavailable('Redis is unavailable: closed');
      return 0;
    },
    async [Symbol.asyncDispose]() {
      closed = true;
      ports.streams[Symbol.dispose]();
      ports.pubsub[Symbol.dispose]();
    },
  };
}

function open(now: () => number, maxCached: number) {
  const pubsub = memoryPubSub();
  return {
    newest: memoryNewest(),
    pubsub,
    streams: memoryStreams(now),
    buckets: memoryBuckets(now),
    leases: memoryLeases(now),
    cache: memoryCache(now, maxCached),
    notices: memoryNotices(now, pubsub),
  };
}
