import type { Log } from '@lzstock/kit/log';
import type { Candle } from '../candle/candle.ts';
import { dayOpenTime, minuteMs } from '../candle/interval.ts';
import type { Clock } from '../clock.ts';
import type { Feed, FeedInterval, FeedSink } from '../feed/feed.ts';
import type { Quote, TradedQuote } from '../quote/quote.ts';
import { tradingDayAt, tradingDayOf } from '../session/trading-day.ts';
import type { IngestMetrics } from './ingest-metrics.ts';
import { type BegunDay, InstrumentBook } from './instrument-book.ts';
import { Quarantine } from './quarantine.ts';
import { type Fault, type KnownInstrument, readFrame, readTick, type Tick } from './tick.ts';
import { UntoldTrades } from './untold-trades.ts';

export interface IngestOptions {
  readonly feed: Feed;
  /** The instrument of that symbol; null where none is listed. */
  readonly find: (symbol: string) => KnownInstrument | null;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: IngestMetrics;
}

/** Candles of one instrument that ended. */
export interface EndedCandles {
  readonly symbol: string;
  readonly interval: FeedInterval;
  readonly candles: readonly Candle[];
}

/** Ticks that wait for what was known of their instrument before them; older ones give way. */
const mostWaiting = 200;
/** This process itself stood still where it looks at its source less often than this; that says nothing of the source. */
const stalledMs = 1_500;
/** Late ticks of a minute that ended come within this time, as a rule. */
const settleMs = 2_000;

/** Makes quotes and candles out of a feed's ticks. Holds no resources. */
export class Ingest implements FeedSink {
  readonly quarantine = new Quarantine();
  readonly #options: IngestOptions;
  readonly #books = new Map<string, InstrumentBook>();
  readonly #waiting = new Map<string, Tick[]>();
  readonly #followed = new Set<string>();
  readonly #changed = new Set<string>();
  readonly #seqs = new Map<string, number>();
  readonly #untold = new UntoldTrades();
  #epoch = '';
  #heardAt: number;
  #lookedAt: number;
  #silent = false;
  #wasOpen: boolean;

  constructor(options: IngestOptions) {
    this.#options = options;
    this.#heardAt = options.clock.now();
    this.#lookedAt = this.#heardAt;
    this.#wasOpen = options.feed.trades(options.clock.now());
    this.follow(options.feed.popular);
  }

  ticks(batch: readonly unknown[]): void {
    const now = this.#options.clock.now();
    this.#heardAt = now;
    this.#silent = false;
    for (const raw of batch) {
      const tick = readTick(raw, this.#options.find, now);
      if (typeof tick === 'string') this.#setAside(tick, raw);
      else this.#take(tick);
    }
  }

  /** Ticks as bytes of a wire. */
  frame(bytes: Uint8Array): void {
    const messages = readFrame(bytes);
    if (typeof messages === 'string') this.#setAside(messages, bytes);
    else this.ticks(messages);
  }

  /** Begins a new epoch: numbers start again and every quote will be told anew, those that are followed first. */
  begin(epoch: string): void {
    this.#epoch = epoch;
    this.#seqs.clear();
    this.#changed.clear();
    for (const symbol of this.#followed) if (this.#books.has(symbol)) this.#changed.add(symbol);
    for (const symbol of this.#books.keys()) this.#changed.add(symbol);
  }

  /** Forgets all prices: another process leads now. */
  forget(): void {
    this.#books.clear();
    this.#waiting.clear();
    this.#changed.clear();
    this.#untold.clear();
  }

  /** Follows the minutes of these instruments too. */
  follow(symbols: readonly string[]): void {
    for (const symbol of symbols) this.#followed.add(symbol);
  }

  unfollow(symbols: readonly string[]): void {
    const popular = new Set(this.#options.feed.popular);
    for (const symbol of symbols) {
      if (popular.has(symbol)) continue;
      this.#followed.delete(symbol);
      this.#books.get(symbol)?.leaveMinutes();
    }
  }

  /** The newest quote of an instrument as this process knows it, told or not. */
  quote(symbol: string): Quote | null {
    const book = this.#books.get(symbol);
    return book?.quote(this.#epoch, this.#seqs.get(symbol) ?? 0, this.#open()) ?? null;
  }

  /** Instruments with a price. */
  get size(): number {
    return this.#books.size;
  }

  /** At most `most` quotes that changed since they were last taken, each with its next number and the trades since. */
  takeChanged(most: number): TradedQuote[] {
    const open = this.#open();
    const quotes: TradedQuote[] = [];
    for (const symbol of this.#changed) {
      if (quotes.length === most) break;
      this.#changed.delete(symbol);
      const book = this.#books.get(symbol);
      if (!book) continue;
      const seq = (this.#seqs.get(symbol) ?? 0) + 1;
      this.#seqs.set(symbol, seq);
      quotes.push({ ...book.quote(this.#epoch, seq, open), trades: this.#untold.take(symbol) });
    }
    return quotes;
  }

  /** Candles that ended and may be kept. */
  takeEnded(): EndedCandles[] {
    const now = this.#options.clock.now() - settleMs;
    const ended: EndedCandles[] = [];
    for (const symbol of this.#followed) {
      const book = this.#books.get(symbol);
      if (!book) continue;
      const [minutes, days] = [book.takeEndedMinutes(now), book.takeEndedDays()];
      if (minutes.length > 0) ended.push({ symbol, interval: 'MINUTE', candles: minutes });
      if (days.length > 0) ended.push({ symbol, interval: 'DAY', candles: days });
    }
    return ended;
  }

  /** Looks whether the source went silent or its market closed or opened; then every quote will be told with its new state. To be called twice a second. */
  watchSource(): void {
    const { clock, feed, log } = this.#options;
    const [now, open] = [clock.now(), this.#open()];
    const stalled = now - this.#lookedAt > stalledMs;
    this.#lookedAt = now;
    if (stalled || open !== this.#wasOpen || this.#books.size === 0) this.#heardAt = now;
    if (open !== this.#wasOpen) {
      this.#wasOpen = open;
      if (!open) this.#tellAll();
    }
    if (!open || this.#silent || now - this.#heardAt <= 2 * feed.expectedIntervalMs) return;
    this.#silent = true;
    log.warn({ source: feed.source }, 'the feed is silent; its prices are stale');
    for (const book of this.#books.values()) book.markStale();
    this.#tellAll();
  }

  #open(): boolean {
    return this.#options.feed.trades(this.#options.clock.now());
  }

  #tellAll(): void {
    for (const symbol of this.#followed) if (this.#books.has(symbol)) this.#changed.add(symbol);
    for (const symbol of this.#books.keys()) this.#changed.add(symbol);
  }

  #setAside(fault: Fault, message: unknown): void {
    this.quarantine.put(fault, message, this.#options.clock.now());
    this.#options.metrics.quarantined.inc({ fault });
  }

  #take(tick: Tick): void {
    const { symbol } = tick;
    const waiting = this.#waiting.get(symbol);
    if (waiting) {
      waiting.push(tick);
      if (waiting.length > mostWaiting && waiting.shift()?.price !== null) this.#untold.skip(symbol);
      return;
    }
    const book = this.#books.get(symbol);
    if (book && (book.followsMinutes || !this.#followed.has(symbol))) {
      this.#add(book, tick);
      return;
    }
    this.#waiting.set(symbol, [tick]);
    this.#prepare(symbol, tick).catch((err: unknown) => {
      this.#waiting.delete(symbol);
      this.#options.log.error({ err, symbol }, 'a price could not be opened');
    });
  }

  #add(book: InstrumentBook, tick: Tick): void {
    const verdict = book.add(tick, this.#options.clock.now());
    if (verdict === 'implausible') {
      this.#setAside(verdict, { symbol: tick.symbol, seq: tick.seq, time: tick.time, price: String(tick.price) });
      return;
    }
    this.#options.metrics.ticks.inc({ verdict });
    if (verdict === 'duplicate') return;
    this.#changed.add(tick.symbol);
    const { price } = tick;
    if (price !== null) this.#untold.add({ ...tick, price });
  }

  /** Asks the feed for what was before the first tick, then adds what waited for that. */
  async #prepare(symbol: string, first: Tick): Promise<void> {
    const book =
      this.#books.get(symbol) ?? new InstrumentBook(symbol, this.#options.feed, await this.#begun(symbol, first));
    if (this.#followed.has(symbol) && !book.followsMinutes) {
      const openTime = Math.floor(first.time / minuteMs) * minuteMs;
      const [candle] = await this.#history(symbol, 'MINUTE', openTime, first.time + 1);
      book.followMinutes(openTime, candle ?? null, candle ? first.time + 1 : openTime);
    }
    const waiting = this.#waiting.get(symbol);
    if (!waiting) return;
    this.#waiting.delete(symbol);
    this.#books.set(symbol, book);
    for (const tick of waiting) this.#add(book, tick);
  }

  async #begun(symbol: string, first: Tick): Promise<BegunDay> {
    const day = tradingDayOf(first.time);
    const before = tradingDayAt(day.index - 1);
    const days = await this.#history(symbol, 'DAY', dayOpenTime(before), first.time + 1);
    const candle = days.find((each) => each.openTime === dayOpenTime(day)) ?? null;
    return {
      day,
      previousClose: days.find((each) => each.openTime === dayOpenTime(before))?.close ?? null,
      candle,
      since: candle ? first.time + 1 : Number.NEGATIVE_INFINITY,
    };
  }

  #history(symbol: string, interval: FeedInterval, from: number, to: number): Promise<Candle[]> {
    return this.#options.feed.history(symbol, interval, from, to).catch((err: unknown) => {
      this.#options.log.warn({ err, symbol }, 'the feed has no history now; the price begins with its first tick');
      return [];
    });
  }
}
