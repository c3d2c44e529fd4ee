import { describe, expect, it } from '@jest/globals';
import { queryOfRange, withinRange } from './range.ts';

const candle = (openTime: string) => ({
  openTime,
  open: '1',
  high: '1',
  low: '1',
  close: '1',
  volume: '1',
  complete: true,
  simulated: true,
});

describe('a range of the chart', () => {
  it('asks for a year of days', () => {
    expect(queryOfRange('1Y', '2026-11-22')).toEqual({ interval: 'DAY', from: '2025-11-22T00:00:00.000Z', last: 2000 });
  });

  it('starts with the year for year to date', () => {
    expect(queryOfRange('YTD', '2026-11-22').from).toBe('2026-01-01T00:00:00.000Z');
  });

  it('asks for the newest minutes for one day, whichever day they belong to', () => {
    expect(queryOfRange('1D', '2026-11-22')).toEqual({ interval: 'MINUTE', from: null, last: 2000 });
  });
});

describe('the candles of a short range', () => {
  const candles = [candle('2026-11-19T20:59:00Z'), candle('2026-11-20T14:30:00Z'), candle('2026-11-20T20:59:00Z')];

  it('are those of the last trading day', () => {
    expect(withinRange(candles, '1D')).toEqual(candles.slice(1));
  });

  it('are all of them where fewer days are known', () => {
    expect(withinRange(candles, '5D')).toEqual(candles);
  });

  it('are not cut in the long ranges', () => {
    expect(withinRange(candles, 'Max')).toBe(candles);
  });
});
