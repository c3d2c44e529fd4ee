import type { DayShape } from './day-shape.ts';
import { mix, normal, uniform } from './noise.ts';

const { max, min, sqrt } = Math;

/** Trading days the walk spans: more than the calendar has. */
const span = 16_384;
const jumpChance = 0.04;
/** Least variance of a second: nights are quiet, yet something moves. */
const leastVariance = 7e-6;

interface Jump {
  readonly knot: number;
  readonly size: number;
}

/** One day of a {@link Walk}, between two days' starts that are fixed. */
export interface WalkDay {
  readonly index: number;
  readonly shape: DayShape;
  readonly start: number;
  readonly end: number;
  /** A knot behind the first at which the level leaps; the last second before it still ends where the leap starts. */
  readonly jump: Jump | null;
}

/** The seconds between two knots: the level goes from `a` to `b` and never leaves `low` to `high`, which other knots of the day reach. */
interface Stretch {
  readonly from: number;
  /** Seconds from `a` to `b`. */
  readonly length: number;
  readonly a: number;
  readonly b: number;
  readonly low: number;
  readonly high: number;
  /** Variance of one second. */
  readonly variance: number;
}

/** First index of `sorted` whose value is above `value`, less one. */
function lastNotAbove(sorted: Int32Array, value: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((sorted[middle] as number) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

function fold(value: number, low: number, high: number): number {
  if (value >= low && value <= high) return value;
  const width = high - low;
  if (width <= 0) return low;
  const turn = (((value - low) % (2 * width)) + 2 * width) % (2 * width);
  return low + (turn > width ? 2 * width - turn : turn);
}

/**
 * A Brownian motion with jumps whose level at any second is computed from nothing but a seed, in logarithmic time: Lévy's construction, which fixes a
 * midpoint between two known points by one hashed normal draw. Variance is 1 a trading day and spread within it by the day's {@link DayShape}.
 * Between two knots of that shape the level is kept within the levels of nearby knots, so the knots alone tell a day's highest and lowest level exactly.
 */
export class Walk {
  readonly #days: number;
  readonly #knots: number;
  readonly #seconds: number;
  readonly #jumps: number;
  /** Day whose jumps before it sum to zero; sums are always added up from here, so that they come out the same to the last bit. */
  readonly #anchor: number;
  #summed: { index: number; sum: number };

  constructor(seed: number, anchor: number) {
    this.#days = mix(seed, 1, 0);
    this.#knots = mix(seed, 2, 0);
    this.#seconds = mix(seed, 3, 0);
    this.#jumps = mix(seed, 4, 0);
    this.#anchor = anchor;
    this.#summed = { index: anchor, sum: 0 };
  }

  day(index: number, shape: DayShape): WalkDay {
    const jumped = this.#jumpsBefore(index);
    return {
      index,
      shape,
      start: this.#dayLevel(index) + jumped,
      end: this.#dayLevel(index + 1) + jumped,
      jump: this.#jumpOf(index, shape),
    };
  }

  /** Level at a second of the day, counted from its start. */
  level(day: WalkDay, second: number): number {
    const knot = min(lastNotAbove(day.shape.time, second), day.shape.time.length - 2);
    const stretch = this.#stretch(day, knot, (j) => this.#knot(day, j));
    return this.#within(day, stretch, second);
  }

  /** Level before the jump, if there is one, at every knot of the day. */
  knots(day: WalkDay): Float64Array {
    const { middle, low, high } = day.shape.halving;
    const levels = new Float64Array(day.shape.time.length);
    levels[0] = day.start;
    levels[levels.length - 1] = day.end;
    for (let i = 0; i < middle.length; i++) {
      const knot = middle[i] as number;
      levels[knot] = this.#bridge(day, knot, levels[low[i] as number] as number, levels[high[i] as number] as number);
    }
    return levels;
  }

  /** Levels of the seconds from `from` until before `to`, in order; `knots` are those of the day. */
  levels(day: WalkDay, knots: Float64Array, from: number, to: number): Float64Array {
    const levels = new Float64Array(to - from);
    const { time } = day.shape;
    let second = from;
    for (let knot = min(lastNotAbove(time, from), time.length - 2); second < to; knot++) {
      const stretch = this.#stretch(day, knot, (j) => knots[j] as number);
      const end = min(to, time[knot + 1] as number);
      if (end - second < 8) {
        for (; second < end; second++) levels[second - from] = this.#within(day, stretch, second);
        continue;
      }
      const all = this.#all(day, stretch);
      for (; second < end; second++) {
        levels[second - from] = fold(all[second - stretch.from] as number, stretch.low, stretch.high);
      }
    }
    return levels;
  }

  /** Size of the day's jump where it happened at that knot or before. */
  jumped(day: WalkDay, knot: number): number {
    return day.jump && knot >= day.jump.knot ? day.jump.size : 0;
  }

  #stretch(day: WalkDay, knot: number, levelAt: (knot: number) => number): Stretch {
    const { time, border, variance } = day.shape;
    const last = time.length - 1;
    const leaps = (j: number): boolean => border[j] === 1 || j === day.jump?.knot;
    const jumped = this.jumped(day, knot);
    const a = levelAt(knot) + jumped;
    const b = levelAt(knot + 1) + jumped;
    let low = min(a, b);
    let high = max(a, b);
    if (knot > 0 && !leaps(knot)) {
      const near = levelAt(knot - 1) + jumped;
      low = min(low, near);
      high = max(high, near);
    }
    if (knot + 2 <= last && !leaps(knot + 1)) {
      const near = levelAt(knot + 2) + jumped;
      low = min(low, near);
      high = max(high, near);
    }
    const from = time[knot] as number;
    const seconds = (time[knot + 1] as number) - from;
    return {
      from,
      length: leaps(knot + 1) ? seconds - 1 : seconds,
      a,
      b,
      low,
      high,
      variance: max(leastVariance, ((variance[knot + 1] as number) - (variance[knot] as number)) / seconds),
    };
  }

  #within(day: WalkDay, stretch: Stretch, second: number): number {
    const wanted = second - stretch.from;
    let [low, high, a, b] = [0, stretch.length, stretch.a, stretch.b];
    while (wanted !== low && wanted !== high) {
      const middle = (low + high) >> 1;
      const level = this.#midpoint(day, stretch, low, high, a, b);
      if (wanted < middle) [high, b] = [middle, level];
      else [low, a] = [middle, level];
    }
    return fold(wanted === low ? a : b, stretch.low, stretch.high);
  }

  #all(day: WalkDay, stretch: Stretch): Float64Array {
    const levels = new Float64Array(stretch.length + 1);
    levels[0] = stretch.a;
    levels[stretch.length] = stretch.b;
    const fill = (low: number, high: number): void => {
      if (high - low < 2) return;
      const middle = (low + high) >> 1;
      levels[middle] = this.#midpoint(day, stretch, low, high, levels[low] as number, levels[high] as number);
      fill(low, middle);
      fill(middle, high);
    };
    fill(0, stretch.length);
    return levels;
  }

  #midpoint(day: WalkDay, stretch: Stretch, low: number, high: number, a: number, b: number): number {
    const middle = (low + high) >> 1;
    const [left, right] = [middle - low, high - middle];
    const draw = normal(mix(this.#seconds, day.index, stretch.from + middle));
    const spread = sqrt((stretch.variance * left * right) / (left + right));
    return a + ((b - a) * left) / (left + right) + spread * draw;
  }

  #knot(day: WalkDay, wanted: number): number {
    let [low, high, a, b] = [0, day.shape.time.length - 1, day.start, day.end];
    while (wanted !== low && wanted !== high) {
      const middle = (low + high) >> 1;
      const level = this.#bridge(day, middle, a, b);
      if (wanted < middle) [high, b] = [middle, level];
      else [low, a] = [middle, level];
    }
    return wanted === low ? a : b;
  }

  #bridge(day: WalkDay, middle: number, a: number, b: number): number {
    const { lean, spread } = day.shape.halving;
    const draw = normal(mix(this.#knots, day.index, middle));
    return a + (b - a) * (lean[middle] as number) + (spread[middle] as number) * draw;
  }

  #dayLevel(index: number): number {
    let [low, high, a, b] = [0, span, 0, sqrt(span) * normal(mix(this.#days, span, 0))];
    while (index !== low && index !== high) {
      const middle = (low + high) / 2;
      const level = (a + b) / 2 + sqrt((high - low) / 4) * normal(mix(this.#days, middle, 0));
      if (index < middle) [high, b] = [middle, level];
      else [low, a] = [middle, level];
    }
    return index === low ? a : b;
  }

  #jumpOf(index: number, shape: DayShape): Jump | null {
    const size = this.#jumpSize(index);
    if (size === 0) return null;
    const knots = shape.time.length - 1;
    const place = uniform(mix(this.#jumps, index, 3));
    const night = uniform(mix(this.#jumps, index, 4)) < 0.7;
    return { knot: 1 + Math.floor(place * (night ? 620 : knots - 2)), size };
  }

  #jumpSize(index: number): number {
    if (uniform(mix(this.#jumps, index, 1)) > jumpChance) return 0;
    return 2.5 * normal(mix(this.#jumps, index, 2));
  }

  #jumpsBefore(index: number): number {
    const { index: reached, sum: soFar } = this.#summed;
    const outward = reached >= this.#anchor ? index >= reached : index <= reached;
    let [at, sum] = outward ? [reached, soFar] : [this.#anchor, 0];
    for (; at < index; at++) sum += this.#jumpSize(at);
    for (; at > index; at--) sum -= this.#jumpSize(at - 1);
    this.#summed = { index, sum };
    return sum;
  }
}
