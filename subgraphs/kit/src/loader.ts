import DataLoader from 'dataloader';

/**
 * A DataLoader of one request: keys asked for in one turn are loaded together, in batches of `max` (500 where left out), each once. A key that `load`
 * does not answer is null. `key` gives objects an identity. A failed batch fails each of its keys and is forgotten, so a later turn tries again.
 */
export function createLoader<K, V>(
  load: (keys: readonly K[]) => Promise<ReadonlyMap<string, V>>,
  options: { readonly key?: (key: K) => string; readonly max?: number } = {},
): DataLoader<K, V | null, string> {
  const key = options.key ?? String;
  const loader: DataLoader<K, V | null, string> = new DataLoader<K, V | null, string>(
    async (keys) => {
      try {
        const found = await load(keys);
        return keys.map((each) => found.get(key(each)) ?? null);
      } catch (error) {
        for (const each of keys) loader.clear(each);
        throw error;
      }
    },
    { cacheKeyFn: key, maxBatchSize: options.max ?? 500 },
  );
  return loader;
}
