import { setImmediate as yieldTurn } from 'node:timers/promises';
import type { Candle } from '../../candle/candle.ts';
import { dayOpenTime, minuteMs } from '../../candle/interval.ts';
import type { Clock } from '../../clock.ts';
import { newYorkDay } from '../../session/new-york.ts';
import { phaseOf } from '../../session/session.ts';
import { indexFrom, tradingDayAt, tradingDayOf } from '../../session/trading-day.ts';
import type { Feed, FeedInterval, FeedSink, RawTick } from '../feed.ts';
import type { TradingHours } from './day-shape.ts';
import { popularSymbols } from './reference-price.ts';
import { type SimulatedCandle, SimulatedInstrument } from './simulated-instrument.ts';

export interface SimulatedFeedOptions {
  /** Another seed is another market. */
  readonly seed: number;
  readonly hours: TradingHours;
  readonly clock: Clock;
  /** How often a watched instrument ticks; 500 where left out. It trades once a second, between trades bid and ask move. */
  readonly watchedMs?: number;
  /** How long it takes to tick every instrument once; 60,000 where left out. */
  readonly sweepMs?: number;
  /** Ticks in a second for instruments that never had one; 1,000 where left out. */
  readonly freshPerSecond?: number;
}

interface Told {
  readonly instrument: SimulatedInstrument;
  seq: number;
  /** When it ticked last, and how many shares its trading day had seen by then. */
  at: number;
  volume: number;
}

/** Counts the ways prices were ever made; a change of the walk, the shapes or the references is another market. */
const rules = 1;
const stepMs = 250;
const popularMs = 1_000;
/** After a pause, ticks of this much time are made up for. */
const catchUpMs = 4_000;
const units = 10_000n;

const dollars = (price: number): string => (price / 10_000).toFixed(4);
const candleOf = (candle: SimulatedCandle, openTime: number): Candle => ({
  openTime,
  open: BigInt(candle.open) * units,
  high: BigInt(candle.high) * units,
  low: BigInt(candle.low) * units,
  close: BigInt(candle.close) * units,
  volume: BigInt(candle.volume) * units * units,
  simulated: true,
});

/** A feed that needs nobody: the simulated exchange, told tick by tick. */
export class SimulatedFeed implements Feed {
  readonly source = 'simulated';
  readonly identity: string;
  readonly simulated = true;
  readonly expectedIntervalMs = 1_000;
  readonly slowestIntervalMs: number;
  readonly popular = popularSymbols();
  readonly #options: Required<SimulatedFeedOptions>;
  readonly #popular = new Set(popularSymbols());
  readonly #told = new Map<string, Told>();
  readonly #watched = new Map<string, number>();
  #covered = new Set<string>();
  #sweep: string[] = [];
  #fresh: string[] = [];
  #cursor = 0;
  #owed = 0;
  #sink: FeedSink | null = null;
  #steppedAt = 0;

  constructor(options: SimulatedFeedOptions) {
    this.#options = { watchedMs: 500, sweepMs: 60_000, freshPerSecond: 1_000, ...options };
    this.identity = `simulated ${rules} ${options.seed} ${options.hours}`;
    this.slowestIntervalMs = this.#options.sweepMs;
  }

  trades(instant: number): boolean {
    return this.#options.hours === 'always' || phaseOf(tradingDayOf(instant), instant) !== 'CLOSED';
  }

  start(sink: FeedSink, signal: AbortSignal): void {
    const { clock } = this.#options;
    this.#sink = sink;
    this.#steppedAt = clock.now();
    this.#told.clear();
    this.#fresh = [...this.#sweep];
    const timer = clock.every(stepMs, () => this.#step());
    signal.addEventListener(
      'abort',
      () => {
        timer[Symbol.dispose]();
        this.#sink = null;
      },
      { once: true },
    );
    this.#tellAtOnce([...new Set([...this.#watched.keys(), ...this.popular])]);
  }

  cover(symbols: readonly string[]): void {
    const before = this.#covered;
    this.#covered = new Set(symbols);
    this.#sweep = [...this.#covered];
    const added = this.#sweep.filter((symbol) => !before.has(symbol));
    this.#fresh = this.#fresh.filter((symbol) => this.#covered.has(symbol)).concat(added);
    for (const symbol of before) if (!this.#covered.has(symbol)) this.#told.delete(symbol);
    this.#tellAtOnce(added.filter((symbol) => this.#popular.has(symbol) || this.#watched.has(symbol)));
  }

  watch(symbols: readonly string[]): void {
    const first = symbols.filter((symbol) => !this.#watched.has(symbol));
    for (const symbol of symbols) this.#watched.set(symbol, (this.#watched.get(symbol) ?? 0) + 1);
    this.#tellAtOnce(first);
  }

  unwatch(symbols: readonly string[]): void {
    for (const symbol of symbols) {
      const left = (this.#watched.get(symbol) ?? 0) - 1;
      if (left > 0) this.#watched.set(symbol, left);
      else this.#watched.delete(symbol);
    }
  }

  async history(symbol: string, interval: FeedInterval, from: number, to: number): Promise<Candle[]> {
    const until = Math.min(to, this.#options.clock.now() + 1);
    if (!(from < until) && interval === 'MINUTE') return [];
    const instrument = this.#told.get(symbol)?.instrument ?? this.#instrument(symbol);
    return interval === 'DAY' ? this.#days(instrument, from, until) : this.#minutes(instrument, from, until);
  }

  async #days(instrument: SimulatedInstrument, from: number, until: number): Promise<Candle[]> {
    const first = indexFrom(newYorkDay(from - 1) + 1);
    const days: Candle[] = [];
    for (let index = tradingDayOf(until - 1).index; index >= first; index--) {
      const day = tradingDayAt(index);
      const candle = instrument.dayCandle(day, until);
      if (candle) days.push(candleOf(candle, dayOpenTime(day)));
      if (days.length % 50 === 0) await yieldTurn();
    }
    return days.reverse();
  }

  async #minutes(instrument: SimulatedInstrument, from: number, until: number): Promise<Candle[]> {
    const minutes: Candle[] = [];
    for (let start = Math.ceil(from / minuteMs) * minuteMs; start < until; ) {
      const day = tradingDayOf(start);
      const end = Math.min(until, day.endsAt, start + 6 * 3_600_000);
      for (const candle of instrument.minuteCandles(day, start, end)) minutes.push(candleOf(candle, candle.openTime));
      start = end;
      if (start < until) await yieldTurn();
    }
    return minutes;
  }

  #instrument(symbol: string): SimulatedInstrument {
    return new SimulatedInstrument(symbol, this.#options.seed, this.#options.hours);
  }

  #step(): void {
    const now = this.#options.clock.now();
    const since = Math.max(this.#steppedAt, now - catchUpMs);
    this.#steppedAt = now;
    if (now <= since) return;
    const batch: RawTick[] = [];
    if (this.trades(now)) {
      const { watchedMs } = this.#options;
      for (let at = (Math.floor(since / watchedMs) + 1) * watchedMs; at <= now; at += watchedMs)
        for (const symbol of this.#watched.keys()) this.#tick(symbol, at, batch);
      for (let at = (Math.floor(since / popularMs) + 1) * popularMs; at <= now; at += popularMs)
        for (const symbol of this.popular) if (!this.#watched.has(symbol)) this.#tick(symbol, at, batch);
      this.#tickSweep(now, now - since, batch);
    }
    this.#tickFresh(now, now - since, batch);
    if (batch.length > 0) this.#sink?.ticks(batch);
  }

  #tickSweep(now: number, elapsed: number, batch: RawTick[]): void {
    this.#owed += (this.#sweep.length * elapsed) / this.#options.sweepMs;
    const count = Math.min(Math.floor(this.#owed), this.#sweep.length);
    this.#owed -= Math.floor(this.#owed);
    for (let i = 0; i < count; i++) {
      this.#cursor = (this.#cursor + 1) % this.#sweep.length;
      const symbol = this.#sweep[this.#cursor] as string;
      if (this.#told.has(symbol)) this.#tick(symbol, Math.floor(now / 1000) * 1000, batch);
    }
  }

  #tickFresh(now: number, elapsed: number, batch: RawTick[]): void {
    let left = Math.ceil((this.#options.freshPerSecond * elapsed) / 1000);
    while (left > 0 && this.#fresh.length > 0) {
      const symbol = this.#fresh.pop() as string;
      if (this.#told.has(symbol)) continue;
      this.#tick(symbol, this.#lastTrade(now), batch);
      left--;
    }
  }

  #tellAtOnce(symbols: readonly string[]): void {
    const batch: RawTick[] = [];
    const at = this.#lastTrade(this.#options.clock.now());
    for (const symbol of symbols) this.#tick(symbol, at, batch);
    if (batch.length > 0) this.#sink?.ticks(batch);
  }

  /** The newest second in which the exchange traded. */
  #lastTrade(now: number): number {
    const day = tradingDayOf(now);
    if (this.trades(now)) return Math.floor(now / 1000) * 1000;
    return (now < day.preOpensAt ? tradingDayAt(day.index - 1) : day).postClosesAt - 1000;
  }

  #tick(symbol: string, at: number, batch: RawTick[]): void {
    if (!this.#sink || !this.#covered.has(symbol)) return;
    const known = this.#told.get(symbol);
    if (known && known.at >= at) return;
    const told = known ?? { instrument: this.#instrument(symbol), seq: 0, at: 0, volume: 0 };
    if (!known) this.#told.set(symbol, told);
    const { instrument } = told;
    const price = instrument.price(at);
    const { bid, ask } = instrument.quote(at, price);
    told.seq++;
    const quoted = { symbol, seq: told.seq, time: at, bid: dollars(bid), ask: dollars(ask), currency: 'USD' };
    const [before, sameSecond] = [told.at, Math.floor(told.at / 1000) === Math.floor(at / 1000)];
    told.at = at;
    if (sameSecond) {
      batch.push(quoted);
      return;
    }
    const volume = instrument.volume(at);
    const counted = before >= tradingDayOf(at).startsAt ? told.volume : known ? 0 : volume;
    told.volume = volume;
    batch.push({ ...quoted, price: dollars(price), size: volume - counted });
  }
}
