import type { CandleInterval } from '../../generated/operations.ts';
import { compareDecimals, subtractDecimals } from '../../ui/format/decimal.ts';
import { newYorkDay, newYorkShortClock } from '../../ui/format/time.ts';
import type { Bar } from './fold-candle.ts';

export function barTime(bar: Bar, interval: CandleInterval): string {
  const at = Date.parse(bar.openTime);
  if (interval === 'DAY') return newYorkDay(at);
  if (interval === 'WEEK') return `Week of ${newYorkDay(at)}`;
  if (interval === 'MONTH') return newYorkDay(at).replace(/ \d+,/, '');
  return `${newYorkDay(at)}, ${newYorkShortClock(at)}`;
}

/** Change of a span in percent. It is a reading of the chart, not a figure of the graph, so four exact decimals are enough. */
export function percentOf(from: string, to: string): string | null {
  if (compareDecimals(from, '0') <= 0) return null;
  const change = BigInt(subtractDecimals(to, from).replace('.', ''));
  const scale = Math.max(fractionOf(from), fractionOf(to));
  const base = BigInt(from.replace('.', '')) * 10n ** BigInt(scale - fractionOf(from));
  const tenThousandths = (change * 1_000_000n) / base;
  const sign = tenThousandths < 0n ? '-' : '';
  const digits = (tenThousandths < 0n ? -tenThousandths : tenThousandths).toString().padStart(5, '0');
  return `${sign}${digits.slice(0, -4)}.${digits.slice(-4)}`;
}

const fractionOf = (text: string): number => text.split('.')[1]?.length ?? 0;
