import type { Cache } from '../redis/ports.ts';
import type { Log } from './log.ts';

export interface HotReadOptions<V> {
  readonly cache: Cache;
  /** Put before every key in Redis; change it with the shape of the value. */
  readonly prefix: string;
  /** How long a value may be served after it was loaded; half of it for one that does not exist. */
  readonly ttlMs: number;
  /** Reads the truth for keys that are not cached. */
  readonly load: (keys: readonly string[]) => Promise<ReadonlyMap<string, V>>;
  readonly log: Log;
}

/** A read-through cache in front of a table. */
export interface HotRead<V> {
  /** Values in order, null where there is none: one Redis read for all, one `load` for the missing. */
  get(keys: readonly string[]): Promise<(V | null)[]>;
  /** Drops the cached values, so that the next `get` loads them. */
  forget(keys: readonly string[]): Promise<void>;
}

const absent = 'null';

/**
 * Values are JSON. A key that is being loaded is not loaded again by this process meanwhile. Without Redis every `get` loads, still each key once at a
 * time; a failing Redis never fails a `get`.
 */
export function createHotRead<V>(options: HotReadOptions<V>): HotRead<V> {
  const { cache, prefix, ttlMs, log } = options;
  const loading = new Map<string, Promise<V | null>>();

  const cached = (keys: readonly string[]): Promise<(string | null)[]> =>
    cache.get(keys.map((key) => prefix + key)).catch((err: unknown) => {
      log.warn({ err, prefix }, 'the cache does not answer; reading from the database');
      return keys.map(() => null);
    });

  async function keep(keys: readonly string[], found: ReadonlyMap<string, V>): Promise<void> {
    const entry = (key: string) => ({ key: prefix + key, value: JSON.stringify(found.get(key) ?? null) });
    const present = keys.filter((key) => found.has(key));
    const missing = keys.filter((key) => !found.has(key));
    if (present.length > 0) await cache.set(present.map(entry), ttlMs);
    if (missing.length > 0) await cache.set(missing.map(entry), ttlMs / 2);
  }

  function load(keys: readonly string[]): void {
    const batch = options.load(keys).finally(() => {
      for (const key of keys) loading.delete(key);
    });
    for (const key of keys)
      loading.set(
        key,
        batch.then((found) => found.get(key) ?? null),
      );
    batch
      .then((found) => keep(keys, found))
      .catch((err: unknown) => log.warn({ err, prefix }, 'a read was not cached'));
  }

  return {
    async get(keys) {
      const texts = await cached(keys);
      const missing = new Set(keys.filter((key, i) => texts[i] === null && !loading.has(key)));
      if (missing.size > 0) load([...missing]);
      return Promise.all(
        keys.map((key, i) => {
          const text = texts[i];
          if (text === null || text === undefined) return loading.get(key) ?? null;
          return text === absent ? null : (JSON.parse(text) as V);
        }),
      );
    },
    forget: (keys) => cache.delete(keys.map((key) => prefix + key)),
  };
}
