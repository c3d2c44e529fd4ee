import type { Cache } from '../ports.ts';
import { allOf, type Connection } from './connection.ts';

export function serverCache(connection: Connection): Cache {
  return {
    async get(keys) {
      if (keys.length === 0) return [];
      return connection.ask((client) => client.mget(keys.map(cacheKey)));
    },
    async set(entries, ttlMs) {
      await connection.ask((client) => {
        const pipeline = client.pipeline();
        for (const { key, value } of entries) pipeline.set(cacheKey(key), value, 'PX', Math.max(1, Math.ceil(ttlMs)));
        return allOf(pipeline);
      });
    },
    async delete(keys) {
      if (keys.length > 0) await connection.ask((client) => client.unlink(keys.map(cacheKey)));
    },
  };
}

const cacheKey = (key: string): string => `cache:${key}`;
