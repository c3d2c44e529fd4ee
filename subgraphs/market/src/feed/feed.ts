import type { Candle } from '../candle/candle.ts';

/** Lengths of candle that a source has. */
export type FeedInterval = 'MINUTE' | 'DAY';

/**
 * One message of a source about one instrument: a trade (`price`, `size`), a change of bid and ask, or both. Nothing in it is trusted: ingest validates
 * every field. Amounts are decimal texts or finite numbers, `time` is in milliseconds.
 */
export interface RawTick {
  readonly symbol: string;
  /** Grows by one with every tick of this symbol since the feed was started. */
  readonly seq: number;
  readonly time: number;
  readonly price?: string | number;
  readonly size?: string | number;
  readonly bid?: string | number;
  readonly ask?: string | number;
  readonly currency?: string;
  readonly halted?: boolean;
}

/** Whom a feed tells; neither call throws. */
export interface FeedSink {
  /** Ticks in the order the source sent them; anything may be among them. */
  ticks(batch: readonly unknown[]): void;
}

/** A source of prices. */
export interface Feed {
  /** Name shown with every quote. */
  readonly source: string;
  /** Names the history it tells: feeds of one identity have the same, and what was kept of another is worth nothing beside it. */
  readonly identity: string;
  /** True where prices are made up. */
  readonly simulated: boolean;
  /** The longest the whole source is silent while its market is open, in milliseconds. */
  readonly expectedIntervalMs: number;
  /** How long one instrument that nobody watches may go without a tick, in milliseconds. */
  readonly slowestIntervalMs: number;
  /** Whether the source's market trades at `instant`. */
  trades(instant: number): boolean;
  /** Tells `sink` ticks until `signal` aborts; at once for symbols that are watched or become so. Called at most once at a time. */
  start(sink: FeedSink, signal: AbortSignal): void;
  /** The instruments that exist; replaces the former list. A feed never ticks another. */
  cover(symbols: readonly string[]): void;
  /** Asks for every tick of these; counted, so each `watch` needs its `unwatch`. */
  watch(symbols: readonly string[]): void;
  unwatch(symbols: readonly string[]): void;
  /** Symbols that are always ticked closely, watched or not. */
  readonly popular: readonly string[];
  /**
   * Candles that open from `from` until before `to`, oldest first, of trades before `to` and never of the future, so the last may be incomplete. `DAY` opens
   * when the trading day begins. Empty where the source has none. Rejects where the source does not answer.
   */
  history(symbol: string, interval: FeedInterval, from: number, to: number): Promise<Candle[]>;
}
