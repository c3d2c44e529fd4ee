import type { Log } from '@lzstock/kit/log';
import type { Cache } from '@lzstock/kit/redis/ports';
import { Recent } from '../live/recent.ts';

/** What one selection of an entity answered. */
export interface Kept {
  /** Milliseconds since 1970 when it was asked for. */
  readonly askedAt: number;
  readonly entity: unknown;
}

/** An entity's answers by what was selected. */
type Answers = Readonly<Record<string, Kept>>;

export interface EntityStoreOptions {
  /** Shared between processes; this process alone keeps them where left out. */
  readonly cache?: Cache | undefined;
  /** Put before every key. */
  readonly prefix: string;
  /** Entities this process keeps. */
  readonly most: number;
  /** How long an answer is kept at all. */
  readonly keepMs: number;
  readonly now: () => number;
  readonly log: Log;
}

/** Answers about entities, in this process and behind it in Redis. */
export interface EntityStore {
  /** What is kept of each entity for one selection, in order; one read of Redis at most. `isFresh` tells which need no second look there. */
  read(ids: readonly string[], selection: string, isFresh: (kept: Kept) => boolean): Promise<(Kept | null)[]>;
  /** Keeps answers asked for at `askedAt`, but for entities that changed since. */
  write(answers: ReadonlyMap<string, unknown>, selection: string, askedAt: number): void;
  /** Whether nothing was told of a change of this entity since `askedAt`, and nothing may have been missed. */
  isCurrent(id: string, askedAt: number): boolean;
  /** Drops every answer about these, and about any of them that is being asked for. */
  forget(ids: readonly string[]): void;
  /** Holds everything kept until now for possibly changed. */
  doubt(): void;
}

const patienceMs = 50;
const awayMs = 1_000;
const selectionsKept = 16;

/** Redis is asked for 50 ms at most, and not for a second after it failed: a cache that is slower than the answer is none. Its failures are never the reader's. */
export function createEntityStore(options: EntityStoreOptions): EntityStore {
  const { cache, prefix, keepMs, now, log } = options;
  const here = new Recent<Answers>(options.most);
  const changedAt = new Recent<number>(options.most);
  let trustedSince = 0;
  let awayUntil = 0;

  function away(err: unknown): void {
    if (awayUntil === 0) log.warn({ err }, 'entities are kept by this process alone: Redis does not answer');
    awayUntil = now() + awayMs;
  }

  async function fetchShared(ids: readonly string[]): Promise<void> {
    if (!cache || ids.length === 0 || now() < awayUntil) return;
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => late.reject(new Error(`no answer within ${patienceMs} ms`)), patienceMs);
    try {
      const texts = await Promise.race([cache.get(ids.map((id) => prefix + id)), late.promise]);
      awayUntil = 0;
      ids.forEach((id, at) => {
        const text = texts[at];
        if (text) merge(id, JSON.parse(text) as Answers);
      });
    } catch (err) {
      away(err);
    } finally {
      clearTimeout(timer);
      late.promise.catch(() => {});
    }
  }

  /** Takes what is newer than what is here and not older than the last change. */
  function merge(id: string, answers: Answers): Answers {
    const known = here.get(id) ?? {};
    const since = changedAt.get(id) ?? 0;
    const newer = Object.entries(answers).filter(
      ([selection, kept]) => kept.askedAt > since && kept.askedAt > (known[selection]?.askedAt ?? 0),
    );
    const oldest = now() - keepMs;
    const all = [...Object.entries(known), ...newer].filter(([, { askedAt }]) => askedAt > oldest);
    const merged: Answers = Object.fromEntries(all.slice(-selectionsKept));
    here.set(id, merged);
    return merged;
  }

  const find = (id: string, selection: string): Kept | null => {
    const kept = here.get(id)?.[selection];
    return kept && kept.askedAt > now() - keepMs ? kept : null;
  };

  return {
    async read(ids, selection, isFresh) {
      const trusted = (kept: Kept | null): boolean => kept !== null && kept.askedAt >= trustedSince && isFresh(kept);
      const missing = ids.filter((id) => !trusted(find(id, selection)));
      await fetchShared([...new Set(missing)]);
      return ids.map((id) => {
        const kept = find(id, selection);
        return kept && kept.askedAt < trustedSince ? { ...kept, askedAt: 0 } : kept;
      });
    },
    write(answers, selection, askedAt) {
      const entries: { key: string; value: string }[] = [];
      for (const [id, entity] of answers) {
        if (askedAt <= (changedAt.get(id) ?? 0)) continue;
        const merged = merge(id, { [selection]: { askedAt, entity } });
        entries.push({ key: prefix + id, value: JSON.stringify(merged) });
      }
      if (cache && entries.length > 0) cache.set(entries, keepMs).catch(away);
    },
    isCurrent: (id, askedAt) => askedAt > (changedAt.get(id) ?? 0) && askedAt >= trustedSince,
    forget(ids) {
      const changed = now();
      for (const id of ids) {
        here.delete(id);
        changedAt.set(id, changed);
      }
      if (cache && ids.length > 0) cache.delete(ids.map((id) => prefix + id)).catch(away);
    },
    doubt() {
      trustedSince = now() + 1;
    },
  };
}
