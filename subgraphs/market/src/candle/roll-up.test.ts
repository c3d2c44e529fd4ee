import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { newYorkInstant } from '../session/new-york.ts';
import { tradingDayAt, tradingDayOf } from '../session/trading-day.ts';
import type { Candle } from './candle.ts';
import { bucketEnd, bucketOpenTime, bucketsBefore, type CandleInterval, dayOpenTime } from './interval.ts';
import { rollUp } from './roll-up.ts';

const candle = (openTime: number, price: number, volume = 1): Candle => {
  const open = BigInt(price);
  return {
    openTime,
    open,
    high: open + 2n,
    low: open - 1n,
    close: open + 1n,
    volume: BigInt(volume),
    simulated: false,
  };
};
const at = (text: string): number => Date.parse(text);
const iso = (instant: number): string => new Date(instant).toISOString();
const days = (from: string, count: number): Candle[] => {
  const { index } = tradingDayOf(at(`${from}T15:00:00Z`));
  return Array.from({ length: count }, (_, i) => candle(dayOpenTime(tradingDayAt(index + i)), 100 + i));
};

describe('a roll-up', () => {
  it('takes open from the first, close from the last, the extremes of all and the sum of volumes', () => {
    const start = at('2026-11-23T15:00:00Z');
    const minutes = [3, 9, 1, 5, 4, 7].map((price, i) => candle(start + i * 60_000, price, i));
    expect(rollUp('FIVE_MINUTES', minutes)).toEqual([
      { openTime: start, open: 3n, high: 11n, low: 0n, close: 5n, volume: 10n, simulated: false },
      { openTime: start + 300_000, open: 7n, high: 9n, low: 6n, close: 8n, volume: 5n, simulated: false },
    ]);
  });

  it('leaves out what was not traded', () => {
    const start = at('2026-11-23T15:00:00Z');
    const rolled = rollUp('HOUR', [candle(start, 1), candle(start + 5 * 3_600_000 + 60_000, 2)]);
    expect(rolled.map((c) => iso(c.openTime))).toEqual(['2026-11-23T15:00:00.000Z', '2026-11-23T20:00:00.000Z']);
  });

  it('begins a week on its first trading day, also where Monday is a holiday', () => {
    const rolled = rollUp('WEEK', days('2026-01-14', 7));
    expect(rolled.map((c) => iso(c.openTime))).toEqual(['2026-01-12T05:00:00.000Z', '2026-01-20T05:00:00.000Z']);
  });

  it('begins a month on its first trading day, midnight by the season in New York', () => {
    const rolled = rollUp('MONTH', days('2026-02-26', 48));
    const opens = [
      '2026-02-02T05:00:00.000Z',
      '2026-03-02T05:00:00.000Z',
      '2026-04-01T04:00:00.000Z',
      '2026-05-01T04:00:00.000Z',
    ];
    expect(rolled.map((c) => iso(c.openTime))).toEqual(opens);
  });

  it('gives the same in one step and in two', () => {
    const prices = fc.array(fc.tuple(fc.nat({ max: 2000 }), fc.integer({ min: 10, max: 99 })), { maxLength: 200 });
    fc.assert(
      fc.property(prices, (raw) => {
        const byMinute = new Map(raw.map(([minute, price]) => [minute, price]));
        const minutes = [...byMinute]
          .sort(([a], [b]) => a - b)
          .map(([minute, price]) => candle(minute * 60_000, price));
        expect(rollUp('HOUR', rollUp('FIVE_MINUTES', minutes))).toEqual(rollUp('HOUR', minutes));
      }),
    );
  });
});

describe('an interval', () => {
  it.each<[CandleInterval, string, string]>([
    ['MINUTE', '2026-11-23T15:00:00Z', '2026-11-23T15:01:00.000Z'],
    ['HOUR', '2026-11-23T15:00:00Z', '2026-11-23T16:00:00.000Z'],
    ['DAY', '2026-11-23T05:00:00Z', '2026-11-24T01:00:00.000Z'],
    ['WEEK', '2026-11-23T05:00:00Z', '2026-11-28T01:00:00.000Z'],
    ['WEEK', '2026-03-30T04:00:00Z', '2026-04-03T00:00:00.000Z'],
    ['MONTH', '2026-11-02T05:00:00Z', '2026-12-01T01:00:00.000Z'],
    ['MONTH', '2026-12-01T05:00:00Z', '2027-01-01T01:00:00.000Z'],
  ])('%s opening %s ends %s', (interval, openTime, end) => {
    expect(iso(bucketEnd(interval, at(openTime)))).toBe(end);
  });

  it('of a day opens at midnight in New York through both changes of the clock', () => {
    for (const date of ['2026-03-06', '2026-03-09', '2026-10-30', '2026-11-02']) {
      const day = tradingDayOf(at(`${date}T15:00:00Z`));
      expect(bucketOpenTime('DAY', dayOpenTime(day))).toBe(newYorkInstant(day.day, 0));
    }
  });

  it('counts back over weekends, years and the beginning of the calendar', () => {
    expect(iso(bucketsBefore('DAY', at('2026-11-23T05:00:00Z'), 1))).toBe('2026-11-20T05:00:00.000Z');
    expect(iso(bucketsBefore('WEEK', at('2026-11-23T05:00:00Z'), 2))).toBe('2026-11-09T05:00:00.000Z');
    expect(iso(bucketsBefore('MONTH', at('2026-02-02T05:00:00Z'), 2))).toBe('2025-12-01T05:00:00.000Z');
    expect(iso(bucketsBefore('MONTH', at('2026-02-02T05:00:00Z'), 5000))).toBe('1990-01-02T05:00:00.000Z');
    expect(iso(bucketsBefore('HOUR', at('2026-11-23T15:00:00Z'), 3))).toBe('2026-11-23T12:00:00.000Z');
  });
});
