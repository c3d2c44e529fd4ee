import { type TradingDay, tradingDayOf } from '../../session/trading-day.ts';
import { type DayShape, shapeOf, type TradingHours } from './day-shape.ts';
import { DayVolume } from './day-volume.ts';
import { mix, textBits, uniform } from './noise.ts';
import { type Reference, referenceDate, referenceOf } from './reference-price.ts';
import { Walk, type WalkDay } from './walk.ts';

/** One unit of a simulated price is 0.0001 dollar; volumes are shares. */
export interface SimulatedCandle {
  readonly openTime: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

interface Today {
  readonly day: TradingDay;
  readonly shape: DayShape;
  readonly walk: WalkDay;
  readonly volume: DayVolume;
}

/** The trading day at whose close simulated prices meet their references. */
export const referenceDay = (): TradingDay => tradingDayOf(Date.parse(`${referenceDate}T12:00:00Z`));

/**
 * An instrument of the simulated exchange. It trades once a second while the exchange is open; every price and volume is a function of seed, symbol
 * and instant alone, so candles of a day are exactly those of its minutes, and a restart goes on where it would have been.
 */
export class SimulatedInstrument {
  readonly #reference: Reference;
  readonly #hours: TradingHours;
  readonly #seed: number;
  readonly #walk: Walk;
  readonly #anchorLevel: number;
  #today: Today | null = null;

  constructor(symbol: string, seed: number, hours: TradingHours) {
    const anchor = referenceDay();
    this.#reference = referenceOf(symbol);
    this.#hours = hours;
    this.#seed = mix(textBits(symbol), seed, 0);
    this.#walk = new Walk(this.#seed, anchor.index);
    const { walk, shape } = this.#on(anchor);
    this.#anchorLevel = this.#walk.level(walk, shape.close - 1);
  }

  /** Price of the trade in the second that `instant` falls into; the exchange must be open. */
  price(instant: number): number {
    const { walk, day } = this.#on(tradingDayOf(instant));
    return this.#priced(this.#walk.level(walk, Math.floor((instant - day.startsAt) / 1000)));
  }

  /** Shares traded since the trading day began, until the end of the second that `instant` falls into. */
  volume(instant: number): number {
    const { volume, day } = this.#on(tradingDayOf(instant));
    return volume.through(Math.floor((instant - day.startsAt) / 1000));
  }

  /** Bid and ask around `price`; both change within a second too. */
  quote(instant: number, price: number): { readonly bid: number; readonly ask: number } {
    const tick = price >= 10_000 ? 100 : 1;
    const bits = mix(this.#seed, Math.floor(instant / 500), 7);
    const half = (price * this.#reference.halfSpread) / tick;
    const below = Math.max(1, Math.round(half * (0.5 + uniform(bits))));
    const above = Math.max(1, Math.round(half * (0.5 + uniform(mix(bits, 8, 0)))));
    return { bid: Math.max(1, price - below * tick), ask: price + above * tick };
  }

  /** The candle of a trading day as far as trades before `to` make it; null where there were none. Its close is that of regular trading. */
  dayCandle(day: TradingDay, to: number): SimulatedCandle | null {
    const { walk, shape, volume } = this.#on(day);
    const until = Math.min(Math.ceil((to - day.startsAt) / 1000), shape.tradesTo);
    if (until <= shape.tradesFrom) return null;
    const knots = this.#walk.knots(walk);
    const { low, high } = this.#extremes(walk, knots, until);
    return {
      openTime: day.startsAt,
      open: this.#priced(this.#walk.level(walk, shape.tradesFrom)),
      high: this.#priced(high),
      low: this.#priced(low),
      close: this.#priced(this.#walk.level(walk, Math.min(until, shape.close) - 1)),
      volume: volume.through(until - 1),
    };
  }

  /** Candles of the minutes that begin from `from` until before `to` within one trading day, of trades before `to`. */
  minuteCandles(day: TradingDay, from: number, to: number): SimulatedCandle[] {
    const { walk, shape, volume } = this.#on(day);
    const first = Math.max(shape.tradesFrom, Math.ceil((from - day.startsAt) / 60_000) * 60);
    const until = Math.min(shape.tradesTo, Math.ceil((to - day.startsAt) / 1000));
    if (until <= first) return [];
    const levels = this.#walk.levels(walk, this.#walk.knots(walk), first, until);
    const candles: SimulatedCandle[] = [];
    let before = volume.through(first - 1);
    for (let start = first; start < until; start += 60) {
      const end = Math.min(start + 60, until);
      const open = levels[start - first] as number;
      let [low, high] = [open, open];
      for (let second = start + 1; second < end; second++) {
        const level = levels[second - first] as number;
        if (level < low) low = level;
        else if (level > high) high = level;
      }
      const through = volume.through(end - 1);
      candles.push({
        openTime: day.startsAt + start * 1000,
        open: this.#priced(open),
        high: this.#priced(high),
        low: this.#priced(low),
        close: this.#priced(levels[end - 1 - first] as number),
        volume: through - before,
      });
      before = through;
    }
    return candles;
  }

  /**
   * Lowest and highest level from the start of trading until before the second `until`. Between two knots the level may reach the next but one, so the
   * stretches next to the last knot that was met are looked through second by second.
   */
  #extremes(walk: WalkDay, knots: Float64Array, until: number): { low: number; high: number } {
    const { time, tradesFrom } = walk.shape;
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    const meet = (level: number): void => {
      if (level < low) low = level;
      if (level > high) high = level;
    };
    let [tail, met] = [tradesFrom, tradesFrom];
    for (let knot = 0; knot < time.length; knot++) {
      const at = time[knot] as number;
      if (at < tradesFrom || at > until) continue;
      const level = knots[knot] as number;
      if (at < until) {
        meet(level + this.#walk.jumped(walk, knot));
        [tail, met] = [met, at];
      }
      if (at > tradesFrom && (knot === walk.jump?.knot || walk.shape.border[knot] === 1))
        meet(level + this.#walk.jumped(walk, knot - 1));
    }
    for (const level of this.#walk.levels(walk, knots, tail, until)) meet(level);
    return { low, high };
  }

  #on(day: TradingDay): Today {
    if (this.#today?.day === day) return this.#today;
    const shape = shapeOf(day, this.#hours);
    const walk = this.#walk.day(day.index, shape);
    const volume = new DayVolume(this.#seed, day.index, shape, this.#reference.volume);
    this.#today = { day, shape, walk, volume };
    return this.#today;
  }

  #priced(level: number): number {
    const { price, volatility } = this.#reference;
    const dollars = price * Math.exp(volatility * (level - this.#anchorLevel));
    return dollars >= 1 ? Math.round(dollars * 100) * 100 : Math.max(1, Math.round(dollars * 10_000));
  }
}
