import type { TradingDay } from '../../session/trading-day.ts';

/** When the simulated exchange trades: around the clock, or from 04:00 in New York until four hours after the close. */
export type TradingHours = 'always' | 'exchange';

/** How activity is spread over one trading day, at knots that lie close together where much happens. */
export interface DayShape {
  /** Seconds from the start of the trading day to each knot; the last is its end. */
  readonly time: Int32Array;
  /** Share of the day's variance before each knot, 0 to 1. */
  readonly variance: Float64Array;
  /** Share of the day's volume before each knot, 0 to 1. */
  readonly volume: Float64Array;
  /** How the knots are fixed: each between two that are fixed already. */
  readonly halving: Halving;
  /** 1 where a part of the day (night, pre, regular, post) begins or ends at the knot. */
  readonly border: Uint8Array;
  /** First second of trading, and the one behind the last. */
  readonly tradesFrom: number;
  readonly tradesTo: number;
  /** Second of the regular close. */
  readonly close: number;
}

/** The knots between the first and the last, each once, those that others hang on before them. */
export interface Halving {
  readonly middle: Uint16Array;
  readonly low: Uint16Array;
  readonly high: Uint16Array;
  /** By knot: the share of the way from low to high that its expected level lies at, and the standard deviation around that. */
  readonly lean: Float64Array;
  readonly spread: Float64Array;
}

function halvingOf(variance: Float64Array): Halving {
  const inner = variance.length - 2;
  const [middles, lows, highs] = [new Uint16Array(inner), new Uint16Array(inner), new Uint16Array(inner)];
  const [lean, spread] = [new Float64Array(variance.length), new Float64Array(variance.length)];
  const spans: [number, number][] = [[0, variance.length - 1]];
  let count = 0;
  for (const [low, high] of spans) {
    if (high - low < 2) continue;
    const middle = (low + high) >> 1;
    const left = (variance[middle] as number) - (variance[low] as number);
    const right = (variance[high] as number) - (variance[middle] as number);
    lean[middle] = left / (left + right);
    spread[middle] = Math.sqrt((left * right) / (left + right));
    [middles[count], lows[count], highs[count]] = [middle, low, high];
    count++;
    spans.push([low, middle], [middle, high]);
  }
  return { middle: middles, low: lows, high: highs, lean, spread };
}

interface Part {
  readonly to: number;
  readonly knots: number;
  readonly variance: number;
  readonly volume: number;
  readonly curved?: boolean;
}

/** Share of regular trading's activity before the share `x` of its time, for a density of 1 + 3 (2x − 1)⁴: busy at both ends, quiet at noon. */
const before = (x: number): number => (x + 0.3 * ((2 * x - 1) ** 5 + 1)) / 1.6;

function timeOf(activity: number): number {
  let low = 0;
  let high = 1;
  for (let i = 0; i < 30; i++) {
    const middle = (low + high) / 2;
    if (before(middle) < activity) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

const shapes = new Map<string, DayShape>();

/** The shape of a trading day. Days of equal hours share one. */
export function shapeOf(day: TradingDay, hours: TradingHours): DayShape {
  const second = (instant: number): number => (instant - day.startsAt) / 1000;
  const [pre, open, close] = [second(day.preOpensAt), second(day.opensAt), second(day.closesAt)];
  const [post, end] = [second(day.postClosesAt), second(day.endsAt)];
  const key = `${hours} ${pre} ${open} ${close} ${post} ${end}`;
  const known = shapes.get(key);
  if (known) return known;
  const always = hours === 'always';
  const parts: Part[] = [
    { to: pre, knots: 512, variance: 0.3, volume: always ? 0.04 : 0 },
    { to: open, knots: 128, variance: 0.06, volume: 0.03 },
    { to: close, knots: 1280, variance: 0.56, volume: 0.87, curved: true },
    { to: post, knots: 128, variance: 0.06, volume: 0.05 },
    ...(post < end ? [{ to: end, knots: 64, variance: 0.02, volume: always ? 0.01 : 0 }] : []),
  ];
  const shape = { ...spread(parts), tradesFrom: always ? 0 : pre, tradesTo: always ? end : post, close };
  shapes.set(key, shape);
  return shape;
}

function spread(parts: readonly Part[]): Pick<DayShape, 'time' | 'variance' | 'volume' | 'border' | 'halving'> {
  const sum = (of: (part: Part) => number): number => parts.reduce((total, part) => total + of(part), 0);
  const size = sum((part) => part.knots) + 1;
  const [allVariance, allVolume] = [sum((part) => part.variance), sum((part) => part.volume)];
  const time = new Int32Array(size);
  const variance = new Float64Array(size);
  const volume = new Float64Array(size);
  const border = new Uint8Array(size);
  border[0] = 1;
  let [knot, from, usedVariance, usedVolume] = [0, 0, 0, 0];
  for (const part of parts) {
    for (let i = 1; i <= part.knots; i++) {
      const share = i / part.knots;
      time[knot + i] = Math.round(from + (part.to - from) * (part.curved ? timeOf(share) : share));
      variance[knot + i] = (usedVariance + share * part.variance) / allVariance;
      volume[knot + i] = (usedVolume + share * part.volume) / allVolume;
    }
    knot += part.knots;
    from = part.to;
    usedVariance += part.variance;
    usedVolume += part.volume;
    border[knot] = 1;
  }
  return { time, variance, volume, border, halving: halvingOf(variance) };
}
