import type { Told } from './reader.ts';

/** A quote heard by one reader; `at` in milliseconds of `performance.now()`. */
export interface Heard extends Told {
  readonly at: number;
  readonly reader: number;
}

export interface Closed {
  readonly at: number;
  readonly reader: number;
  readonly code: number;
}

/** What happened to the readers since the last `clear`. */
export interface History {
  readonly heard: readonly Heard[];
  readonly closes: readonly Closed[];
  /** What operations were ended with. */
  readonly ends: readonly string[];
  /** Quotes that came twice on one connection, the same in every way. */
  readonly twice: number;
  /** Quotes that came behind a newer one on one connection. */
  readonly backwards: number;
  /** Quotes heard since the start, whatever was cleared. */
  readonly total: number;
  /** The latest that anyone has heard since the start. */
  readonly epoch: string;
  opened(reader: number): void;
  hear(reader: number, told: Told, at?: number): void;
  close(reader: number, code: number, at?: number): void;
  end(why: string): void;
  clear(): void;
  /** False to keep the counts alone. */
  keep: boolean;
}

const isOlder = (one: Told, other: Told): boolean =>
  one.epoch === other.epoch ? one.seq < other.seq : one.epoch < other.epoch;
const isSame = (one: Told, other: Told): boolean =>
  one.epoch === other.epoch && one.seq === other.seq && one.state === other.state;

/** Keeps what is heard and looks at the order of each reader's connection as it comes. */
export function createHistory(now: () => number = () => performance.now()): History {
  const last = new Map<number, Map<string, Told>>();
  let heard: Heard[] = [];
  let closes: Closed[] = [];
  let ends: string[] = [];
  let twice = 0;
  let backwards = 0;
  let total = 0;
  let epoch = '';
  return {
    keep: true,
    get heard() {
      return heard;
    },
    get closes() {
      return closes;
    },
    get ends() {
      return ends;
    },
    get twice() {
      return twice;
    },
    get backwards() {
      return backwards;
    },
    get total() {
      return total;
    },
    get epoch() {
      return epoch;
    },
    opened: (reader) => void last.set(reader, new Map()),
    hear(reader, told, at = now()) {
      total++;
      if (told.epoch > epoch) epoch = told.epoch;
      const own = last.get(reader) ?? new Map<string, Told>();
      last.set(reader, own);
      const before = own.get(told.symbol);
      if (before && isOlder(told, before)) backwards++;
      else if (before && isSame(told, before)) twice++;
      own.set(told.symbol, told);
      if (this.keep) heard.push({ ...told, at, reader });
    },
    close(reader, code, at = now()) {
      closes.push({ at, reader, code });
    },
    end: (why) => void ends.push(why),
    clear() {
      heard = [];
      closes = [];
      ends = [];
      twice = 0;
      backwards = 0;
    },
  };
}

const keyOf = ({ reader, symbol }: { readonly reader: number; readonly symbol: string }): string =>
  `${reader} ${symbol}`;

export interface Wanted {
  /** In milliseconds of `performance.now()`. */
  readonly since: number;
  readonly matches: (heard: Heard) => boolean;
}

/** Who of the readers has heard what is wanted, and when first. */
export interface Firsts {
  /** Looks at what was added to `heard` since the last look. */
  look(heard: readonly Heard[]): void;
  /** Milliseconds from `since`, ascending; `Infinity` for each of the `expected` that heard none so far. */
  waits(expected: number): number[];
  readonly count: number;
}

export function createFirsts({ since, matches }: Wanted): Firsts {
  const first = new Map<string, number>();
  let seen = 0;
  return {
    look(heard) {
      for (; seen < heard.length; seen++) {
        const each = heard[seen]!;
        if (each.at < since || first.has(keyOf(each)) || !matches(each)) continue;
        first.set(keyOf(each), each.at - since);
      }
    },
    waits(expected) {
      const waits = [...first.values()].sort((a, b) => a - b);
      while (waits.length < expected) waits.push(Number.POSITIVE_INFINITY);
      return waits;
    },
    get count() {
      return first.size;
    },
  };
}

/** For each reader of each symbol, how many gaps it was told of. */
export function gaps(heard: readonly Heard[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const each of heard) if (each.gap) counts.set(keyOf(each), (counts.get(keyOf(each)) ?? 0) + 1);
  return counts;
}

/** Jumps of `seq` within one epoch that carry no gap: conflated on the way, or lost without a word. */
export function unannounced(heard: readonly Heard[]): number {
  const last = new Map<string, Heard>();
  let jumps = 0;
  for (const each of heard) {
    const before = last.get(keyOf(each));
    if (before && before.epoch === each.epoch && each.seq > before.seq + 1 && !each.gap) jumps++;
    last.set(keyOf(each), each);
  }
  return jumps;
}

/** The value that `share` of an ascending list does not exceed. */
export const quantile = (ascending: readonly number[], share: number): number =>
  ascending[Math.min(ascending.length - 1, Math.floor(ascending.length * share))] ?? Number.NaN;
