import type { CandleFiguresFragment, CandleInterval } from '../../generated/operations.ts';
import { newYorkDate } from '../../ui/format/time.ts';

export const ranges = ['1D', '5D', '1M', '6M', 'YTD', '1Y', '5Y', 'Max'] as const;
export type Range = (typeof ranges)[number];

export const isRange = (text: string | null): text is Range => ranges.some((range) => range === text);

const intervals: Record<Range, CandleInterval> = {
  '1D': 'MINUTE',
  '5D': 'FIVE_MINUTES',
  '1M': 'HOUR',
  '6M': 'DAY',
  YTD: 'DAY',
  '1Y': 'DAY',
  '5Y': 'WEEK',
  Max: 'MONTH',
};

export const intervalName: Record<CandleInterval, string> = {
  MINUTE: '1-minute',
  FIVE_MINUTES: '5-minute',
  FIFTEEN_MINUTES: '15-minute',
  HOUR: 'Hourly',
  DAY: 'Daily',
  WEEK: 'Weekly',
  MONTH: 'Monthly',
};

export interface RangeQuery {
  readonly interval: CandleInterval;
  readonly from: string | null;
  readonly last: number;
}

/** What to ask for. The start is a whole day, so that going back to a range within the day asks nothing new. */
export function queryOfRange(range: Range, today: string): RangeQuery {
  const interval = intervals[range];
  const from = startOf(range, today);
  return { interval, from: from && `${from}T00:00:00.000Z`, last: 2000 };
}

function startOf(range: Range, today: string): string | null {
  switch (range) {
    case '1M':
      return monthsBefore(today, 1);
    case '6M':
      return monthsBefore(today, 6);
    case 'YTD':
      return `${today.slice(0, 4)}-01-01`;
    case '1Y':
      return monthsBefore(today, 12);
    case '5Y':
      return monthsBefore(today, 60);
    default:
      return null;
  }
}

function monthsBefore(day: string, months: number): string {
  const at = new Date(`${day}T00:00:00Z`);
  at.setUTCMonth(at.getUTCMonth() - months);
  return at.toISOString().slice(0, 10);
}

const tradingDays: Partial<Record<Range, number>> = { '1D': 1, '5D': 5 };

/** The short ranges are counted in trading days, which only the candles themselves know. */
export function withinRange(candles: readonly CandleFiguresFragment[], range: Range): readonly CandleFiguresFragment[] {
  const days = tradingDays[range];
  if (days === undefined) return candles;
  const seen = new Set<string>();
  for (let at = candles.length - 1; at >= 0; at--) {
    seen.add(newYorkDate(Date.parse(candles[at]!.openTime)));
    if (seen.size > days) return candles.slice(at + 1);
  }
  return candles;
}
