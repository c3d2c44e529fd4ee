/**
 * The answers, those that have not come at `dueAt` (on the clock of `performance.now()`) from `absent`. Waits for all of them where it is undefined; rejects
 * where one does before that.
 */
export async function untilDue<K, V>(
  answers: ReadonlyMap<K, V | Promise<V>>,
  dueAt: number | undefined,
  absent: () => ReadonlyMap<K, V>,
): Promise<(readonly [K, V])[]> {
  if (dueAt === undefined) return Promise.all([...answers].map(async ([key, answer]) => [key, await answer] as const));
  const due = Promise.withResolvers<ReadonlyMap<K, V>>();
  const timer = setTimeout(() => due.resolve(absent()), Math.max(0, Math.ceil(dueAt - performance.now())));
  try {
    return await Promise.all(
      [...answers].map(
        async ([key, answer]) =>
          [key, await Promise.race([answer, due.promise.then((others) => others.get(key)!)])] as const,
      ),
    );
  } finally {
    clearTimeout(timer);
  }
}
