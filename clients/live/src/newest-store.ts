import { mayReplace, type Place, type Via } from './order.ts';
import { nextFrame, type Schedule } from './schedule.ts';

type Listener = () => void;

/**
 * What a shown value is worth: `fresh`; `stale` where the server said that its source is silent; `lost` while the connection is away and then until the key
 * is heard of again; `unknown` before the first value.
 */
export type Standing = 'fresh' | 'stale' | 'lost' | 'unknown';

/** One reading of one key, for anything that draws: `get` is cheap, and `subscribe` tells only of readings that differ by `Object.is`. */
export interface Selection<T> {
  get(): T;
  subscribe(listener: Listener): () => void;
}

/** The newest value of each key. What is shown changes in batches: within one, a key is told once, with its last value. */
export interface NewestStore<E> {
  /** The value as shown; the same object until a newer one is. */
  get(key: string): E | undefined;
  standing(key: string): Standing;
  /** Calls `listener` when the value or standing of `key` may have changed, until the returned function is called. */
  subscribe(key: string, listener: Listener): () => void;
  select<T>(key: string, read: (value: E | undefined, standing: Standing) => T): Selection<T>;
  /** Takes a value unless a newer one is known; says whether it did. */
  offer(value: E, via: Via): boolean;
  /** Marks every value while the connection is away. Values are kept. */
  away(is: boolean): void;
}

export interface NewestSettings<E> {
  readonly key: (value: E) => string;
  /** Where left out, what comes later is newer. */
  readonly place?: ((value: E) => Place) | undefined;
  /** Whether the server marked the value as stale. */
  readonly isStale?: ((value: E) => boolean) | undefined;
  /** When a batch is shown, `nextFrame` where left out. */
  readonly schedule?: Schedule | undefined;
  /** Keys kept; beyond, those longest unheard of that nobody listens to are forgotten. 10,000 where left out. */
  readonly most?: number | undefined;
}

interface Entry<E> {
  readonly value: E;
  /** The visit of the connection in which the key was last heard of. */
  readonly visit: number;
}

export function createNewestStore<E>(settings: NewestSettings<E>): NewestStore<E> {
  const { key: keyOf, place, isStale, schedule = nextFrame, most = 10_000 } = settings;
  const shown = new Map<string, Entry<E>>();
  const waiting = new Map<string, Entry<E>>();
  const listeners = new Map<string, Set<Listener>>();
  let visit = 0;
  let isAway = false;
  let shownVisit = 0;
  let shownAway = false;
  let scheduled = false;

  function flushSoon(): void {
    if (!scheduled) schedule(flush);
    scheduled = true;
  }

  function flush(): void {
    scheduled = false;
    const all = shownVisit !== visit || shownAway !== isAway;
    shownVisit = visit;
    shownAway = isAway;
    const batch = [...waiting];
    waiting.clear();
    for (const [key, entry] of batch) {
      shown.delete(key);
      shown.set(key, entry);
    }
    if (shown.size > most) forget();
    for (const key of all ? [...listeners.keys()] : batch.map(([key]) => key)) {
      for (const listener of [...(listeners.get(key) ?? [])]) listener();
    }
  }

  function forget(): void {
    for (const key of shown.keys()) {
      if (shown.size <= most) return;
      if (!listeners.has(key)) shown.delete(key);
    }
  }

  const store: NewestStore<E> = {
    get: (key) => shown.get(key)?.value,
    standing(key) {
      const entry = shown.get(key);
      if (!entry) return 'unknown';
      if (shownAway || entry.visit < shownVisit) return 'lost';
      return isStale?.(entry.value) ? 'stale' : 'fresh';
    },
    subscribe(key, listener) {
      const own = listeners.get(key) ?? new Set();
      listeners.set(key, own.add(listener));
      return () => {
        own.delete(listener);
        if (own.size === 0 && listeners.get(key) === own) listeners.delete(key);
      };
    },
    select(key, read) {
      const get = () => read(store.get(key), store.standing(key));
      return {
        get,
        subscribe(listener) {
          let last = get();
          return store.subscribe(key, () => {
            const before = last;
            last = get();
            if (!Object.is(before, last)) listener();
          });
        },
      };
    },
    offer(value, via) {
      const key = keyOf(value);
      const known = waiting.get(key) ?? shown.get(key);
      const may = place
        ? mayReplace(place(value), known && place(known.value), via)
        : via === 'stream' || known === undefined;
      if (!may) return false;
      waiting.set(key, { value, visit });
      flushSoon();
      return true;
    },
    away(is) {
      if (isAway === is) return;
      isAway = is;
      if (is) visit++;
      flushSoon();
    },
  };
  return store;
}
