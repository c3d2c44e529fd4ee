import type { Scaled } from '../quote/scaled.ts';
import type { Candle } from './candle.ts';

/** A trade, placed in the order of its source by `seq`. */
export interface Trade {
  readonly seq: number;
  readonly time: number;
  readonly price: Scaled;
  readonly size: Scaled;
}

/**
 * The candle of one interval, the same in whatever order its trades arrive: open and close go by the source's numbers. Each trade may be added only once.
 * A builder that begins with a candle of the trades before `since` ignores trades before that.
 */
export class CandleBuilder {
  readonly openTime: number;
  readonly #since: number;
  readonly #closesAt: number;
  readonly #simulated: boolean;
  #candle: Candle | null;
  #firstSeq: number;
  #lastSeq = Number.NEGATIVE_INFINITY;

  constructor(options: {
    readonly openTime: number;
    readonly simulated: boolean;
    /** Trades from here on no longer move the close. */
    readonly closesAt?: number;
    readonly begun?: { readonly candle: Candle | null; readonly since: number };
  }) {
    this.openTime = options.openTime;
    this.#simulated = options.simulated;
    this.#closesAt = options.closesAt ?? Number.POSITIVE_INFINITY;
    this.#since = options.begun?.since ?? Number.NEGATIVE_INFINITY;
    this.#candle = options.begun?.candle ?? null;
    this.#firstSeq = this.#candle ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  }

  get candle(): Candle | null {
    return this.#candle;
  }

  /** Tells whether the candle changed. */
  add(trade: Trade): boolean {
    if (trade.time < this.#since) return false;
    const { price, size, seq } = trade;
    const before = this.#candle ?? {
      openTime: this.openTime,
      open: price,
      high: price,
      low: price,
      close: price,
      volume: 0n,
      simulated: this.#simulated,
    };
    const opens = seq < this.#firstSeq;
    const closes = seq > this.#lastSeq && trade.time < this.#closesAt;
    if (opens) this.#firstSeq = seq;
    if (closes) this.#lastSeq = seq;
    this.#candle = {
      ...before,
      open: opens ? price : before.open,
      high: price > before.high ? price : before.high,
      low: price < before.low ? price : before.low,
      close: closes ? price : before.close,
      volume: before.volume + size,
    };
    return true;
  }
}
