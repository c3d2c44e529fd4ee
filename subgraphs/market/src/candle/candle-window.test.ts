import { describe, expect, it } from '@jest/globals';
import type { TradingDay } from '../session/trading-day.ts';
import { type CandleRange, windowOf } from './candle-window.ts';

const at = (text: string): number => Date.parse(text);
const iso = (instant: number): string => new Date(instant).toISOString();
const always = (day: TradingDay) => ({ from: day.startsAt, to: day.endsAt });
const exchange = (day: TradingDay) => ({ from: day.preOpensAt, to: day.postClosesAt });
const sunday = at('2026-11-22T15:03:20Z');
const floor = at('2016-01-04T05:00:00Z');

function shown(range: Partial<CandleRange> & Pick<CandleRange, 'interval'>, hours = always, now = sunday) {
  const window = windowOf({ from: null, to: null, last: 3, ...range }, now, floor, hours);
  if (!window) return null;
  const { ended, current } = window;
  return [iso(ended.from), iso(ended.to), current === null ? null : iso(current)];
}

describe('the window of candles', () => {
  it('of minutes ends with the one in progress', () => {
    expect(shown({ interval: 'MINUTE' })).toEqual([
      '2026-11-22T15:00:00.000Z',
      '2026-11-22T15:03:00.000Z',
      '2026-11-22T15:03:00.000Z',
    ]);
  });

  it('of hours begins with a whole hour, one more than needed where one is cut', () => {
    expect(shown({ interval: 'HOUR' })).toEqual([
      '2026-11-22T12:00:00.000Z',
      '2026-11-22T15:03:00.000Z',
      '2026-11-22T15:03:00.000Z',
    ]);
  });

  it('of minutes leaves out nights and weekends where nothing trades then', () => {
    const monday = at('2026-11-23T09:10:00Z');
    expect(shown({ interval: 'FIFTEEN_MINUTES', last: 4 }, exchange, monday)?.[0]).toBe('2026-11-21T00:00:00.000Z');
  });

  it('of days on a Sunday ends with the trading day that has begun', () => {
    expect(shown({ interval: 'DAY' })).toEqual([
      '2026-11-19T05:00:00.000Z',
      '2026-11-23T05:00:00.000Z',
      '2026-11-23T05:00:00.000Z',
    ]);
  });

  it('of weeks and months reaches to their first days', () => {
    expect(shown({ interval: 'WEEK' })?.[0]).toBe('2026-11-09T05:00:00.000Z');
    expect(shown({ interval: 'MONTH' })?.[0]).toBe('2026-09-01T04:00:00.000Z');
  });

  it('holds whole candles that open before `to`', () => {
    const to = at('2026-11-18T15:07:00Z');
    expect(shown({ interval: 'FIVE_MINUTES', to, last: 1 })).toEqual([
      '2026-11-18T15:05:00.000Z',
      '2026-11-18T15:10:00.000Z',
      null,
    ]);
    expect(shown({ interval: 'DAY', to: at('2026-11-22T15:00:00Z'), last: 1 })?.slice(0, 2)).toEqual([
      '2026-11-20T05:00:00.000Z',
      '2026-11-21T01:00:00.000Z',
    ]);
  });

  it('is cut by `from` and by the earliest there is', () => {
    expect(shown({ interval: 'DAY', from: at('2026-11-20T05:00:00Z'), last: 200 })?.[0]).toBe(
      '2026-11-20T05:00:00.000Z',
    );
    expect(shown({ interval: 'MONTH', last: 5000 })?.[0]).toBe(iso(floor));
  });

  it.each(['MINUTE', 'HOUR', 'DAY', 'WEEK', 'MONTH'] as const)(
    'of a %s ends with the present one where `to` is to come',
    (interval) => {
      for (const to of ['2027-01-01T00:00:00Z', '2100-01-01T00:00:00Z', '9999-12-31T23:59:59Z'])
        expect(shown({ interval, to: at(to) })).toEqual(shown({ interval }));
    },
  );

  it.each<Partial<CandleRange> & Pick<CandleRange, 'interval'>>([
    { interval: 'DAY', from: at('2100-01-01T00:00:00Z') },
    { interval: 'MONTH', from: at('9999-01-01T00:00:00Z'), to: at('9999-12-31T00:00:00Z') },
    { interval: 'MINUTE', from: at('2027-01-01T00:00:00Z') },
    { interval: 'DAY', to: at('2010-01-01T00:00:00Z') },
    { interval: 'DAY', from: at('2026-11-21T05:00:00Z'), to: at('2026-11-22T05:00:00Z') },
  ])('is nothing where nothing can be: %j', (range) => {
    expect(shown(range)).toBeNull();
  });
});
