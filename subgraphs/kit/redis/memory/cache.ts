import type { Cache } from '../ports.ts';

/** At most `max` values; the one not read for longest makes room. */
export function memoryCache(now: () => number, max: number): Cache {
  const entries = new Map<string, { value: string; until: number }>();

  function get(key: string): string | null {
    const entry = entries.get(key);
    if (entry === undefined) return null;
    entries.delete(key);
    if (entry.until <= now()) return null;
    entries.set(key, entry);
    return entry.value;
  }

  return {
    async get(keys) {
      return keys.map(get);
    },
    async set(added, ttlMs) {
      const until = now() + ttlMs;
      for (const { key, value } of added) {
        entries.delete(key);
        entries.set(key, { value, until });
      }
      for (const key of entries.keys()) {
        if (entries.size <= max) break;
        entries.delete(key);
      }
    },
    async delete(keys) {
      for (const key of keys) entries.delete(key);
    },
  };
}
