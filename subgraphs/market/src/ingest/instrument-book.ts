import type { Candle } from '../candle/candle.ts';
import { CandleBuilder } from '../candle/candle-builder.ts';
import { dayOpenTime, minuteMs } from '../candle/interval.ts';
import type { Quote, QuoteState } from '../quote/quote.ts';
import type { Scaled } from '../quote/scaled.ts';
import { type TradingDay, tradingDayOf } from '../session/trading-day.ts';
import { Seen } from './seen.ts';
import type { Tick } from './tick.ts';

/** What became of a tick: `late` is counted in candles though a newer one came before it. */
export type Verdict = 'taken' | 'late' | 'duplicate' | 'implausible';

/** What was known of a trading day before the first tick of it was added: trades before `since`. */
export interface BegunDay {
  readonly day: TradingDay;
  readonly previousClose: Scaled | null;
  readonly candle: Candle | null;
  readonly since: number;
}

/** How long behind the newest tick a minute still takes late ones. */
const minutesOpenMs = 15 * minuteMs;
/** A price this many times another is not believed until it is repeated. */
const leap = 4n;
const repeats = 3;

function dayBuilder(day: TradingDay, simulated: boolean, begun?: BegunDay): CandleBuilder {
  return new CandleBuilder({
    openTime: dayOpenTime(day),
    simulated,
    closesAt: day.closesAt,
    ...(begun && { begun: { candle: begun.candle, since: begun.since } }),
  });
}

/** One instrument's price state, made of its ticks. */
export class InstrumentBook {
  readonly symbol: string;
  readonly #source: { readonly source: string; readonly simulated: boolean };
  readonly #seen = new Seen();
  readonly #changed = new Set<number>();
  #minutes: Map<number, CandleBuilder> | null = null;
  #minutesFrom = 0;
  #endedDays: Candle[] = [];
  #tradingDay: TradingDay;
  #day: CandleBuilder;
  #previousClose: Scaled | null;
  #last: Scaled | null = null;
  #lastTrade = Number.NEGATIVE_INFINITY;
  #bid: Scaled | null = null;
  #ask: Scaled | null = null;
  #halted = false;
  #asOf = 0;
  #receivedAt = 0;
  #unbelieved: { price: Scaled; times: number } | null = null;
  #stale = false;

  constructor(symbol: string, source: { readonly source: string; readonly simulated: boolean }, begun: BegunDay) {
    this.symbol = symbol;
    this.#source = source;
    this.#tradingDay = begun.day;
    this.#day = dayBuilder(begun.day, source.simulated, begun);
    this.#previousClose = begun.previousClose;
  }

  /** True while the minutes are followed. */
  get followsMinutes(): boolean {
    return this.#minutes !== null;
  }

  /** Follows the minutes from now on; `candle` is the one in progress as far as trades before `since` made it. */
  followMinutes(openTime: number, candle: Candle | null, since: number): void {
    if (this.#minutes) return;
    const builder = new CandleBuilder({ openTime, simulated: this.#source.simulated, begun: { candle, since } });
    this.#minutes = new Map([[openTime, builder]]);
    this.#minutesFrom = openTime;
  }

  leaveMinutes(): void {
    this.#minutes = null;
    this.#changed.clear();
    this.#endedDays = [];
  }

  add(tick: Tick, receivedAt: number): Verdict {
    const newest = this.#seen.newest;
    if (!this.#seen.add(tick.seq)) return 'duplicate';
    if (tick.price !== null && !this.#believes(tick.price)) return 'implausible';
    if (tick.price !== null) this.#trade(tick as Tick & { price: Scaled });
    if (tick.seq < newest) return 'late';
    this.#bid = tick.bid ?? this.#bid;
    this.#ask = tick.ask ?? this.#ask;
    this.#halted = tick.halted;
    this.#asOf = Math.max(this.#asOf, tick.time);
    this.#receivedAt = receivedAt;
    this.#stale = false;
    return 'taken';
  }

  /** Its source went silent; the next tick tells otherwise. */
  markStale(): void {
    this.#stale = true;
  }

  quote(epoch: string, seq: number, open: boolean): Quote {
    const minute = this.#minutes?.get(Math.floor(this.#asOf / minuteMs) * minuteMs)?.candle ?? null;
    return {
      symbol: this.symbol,
      last: this.#last,
      previousClose: this.#previousClose,
      bid: this.#bid,
      ask: this.#ask,
      day: this.#day.candle,
      minute,
      asOf: this.#asOf,
      receivedAt: this.#receivedAt,
      ...this.#source,
      state: this.#state(open),
      epoch,
      seq,
    };
  }

  /** Candles of minutes that ended before `now` and changed since they were last taken. */
  takeEndedMinutes(now: number): Candle[] {
    const ended: Candle[] = [];
    for (const openTime of this.#changed) {
      if (openTime + minuteMs > now) continue;
      this.#changed.delete(openTime);
      const candle = this.#minutes?.get(openTime)?.candle;
      if (candle) ended.push(candle);
    }
    for (const openTime of this.#minutes?.keys() ?? [])
      if (openTime < this.#asOf - minutesOpenMs && !this.#changed.has(openTime)) this.#minutes?.delete(openTime);
    return ended;
  }

  /** Candles of trading days that ended since they were last taken, of an instrument whose minutes are followed. */
  takeEndedDays(): Candle[] {
    return this.#endedDays.splice(0);
  }

  #state(open: boolean): QuoteState {
    if (this.#halted) return 'HALTED';
    if (!open) return 'CLOSED';
    return this.#stale ? 'STALE' : 'LIVE';
  }

  #believes(price: Scaled): boolean {
    const known = this.#last ?? this.#day.candle?.close ?? this.#previousClose;
    if (known === null || (price < known * leap && price * leap > known)) {
      this.#unbelieved = null;
      return true;
    }
    const before = this.#unbelieved;
    const again = before !== null && price < before.price * 2n && price * 2n > before.price;
    this.#unbelieved = { price, times: again ? before.times + 1 : 1 };
    if (this.#unbelieved.times < repeats) return false;
    this.#unbelieved = null;
    return true;
  }

  #trade(trade: Tick & { readonly price: Scaled }): void {
    if (trade.seq > this.#lastTrade) {
      this.#lastTrade = trade.seq;
      this.#last = trade.price;
    }
    if (trade.time >= this.#tradingDay.endsAt) {
      if (this.#minutes && this.#day.candle) this.#endedDays.push(this.#day.candle);
      this.#previousClose = this.#day.candle?.close ?? this.#previousClose;
      this.#tradingDay = tradingDayOf(trade.time);
      this.#day = dayBuilder(this.#tradingDay, this.#source.simulated);
    }
    if (trade.time >= this.#tradingDay.startsAt) this.#day.add(trade);
    if (!this.#minutes) return;
    const openTime = Math.floor(trade.time / minuteMs) * minuteMs;
    const builder = this.#minute(this.#minutes, openTime);
    if (builder?.add(trade)) this.#changed.add(openTime);
  }

  #minute(minutes: Map<number, CandleBuilder>, openTime: number): CandleBuilder | null {
    const known = minutes.get(openTime);
    if (known) return known;
    if (openTime < this.#minutesFrom || openTime < this.#asOf - minutesOpenMs) return null;
    const builder = new CandleBuilder({ openTime, simulated: this.#source.simulated });
    minutes.set(openTime, builder);
    return builder;
  }
}
