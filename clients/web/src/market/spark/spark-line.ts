import { newYorkDate } from '../../ui/format/time.ts';

export interface SparkPoint {
  readonly openTime: string;
  readonly close: string;
}

export interface SparkLine {
  /** Path of the line and height of the baseline, in a box of `width` × `height`. */
  readonly path: string;
  readonly baseline: number;
}

export function lastTradingDay<P extends SparkPoint>(points: readonly P[]): readonly P[] {
  const last = points.at(-1);
  if (!last) return points;
  const day = newYorkDate(Date.parse(last.openTime));
  return points.filter((point) => newYorkDate(Date.parse(point.openTime)) === day);
}

/** A line over the closes, scaled so that the baseline (the previous close) is always inside. */
export function sparkLine(closes: readonly number[], base: number, width: number, height: number): SparkLine | null {
  if (closes.length < 2) return null;
  const low = Math.min(base, ...closes);
  const span = Math.max(base, ...closes) - low;
  const y = (value: number): number => (span === 0 ? height / 2 : height - ((value - low) / span) * height);
  const step = width / (closes.length - 1);
  const path = closes.map((close, at) => `${at === 0 ? 'M' : 'L'}${(at * step).toFixed(1)} ${y(close).toFixed(1)}`);
  return { path: path.join(''), baseline: y(base) };
}
