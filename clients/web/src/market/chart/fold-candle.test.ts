import { describe, expect, it } from '@jest/globals';
import { type Bar, foldCandle } from './fold-candle.ts';

const bar = (openTime: string, figures: Partial<Bar> = {}): Bar => ({
  openTime,
  open: '10',
  high: '11',
  low: '9',
  close: '10',
  volume: '100',
  complete: false,
  simulated: true,
  ...figures,
});

describe('a streamed candle', () => {
  it('takes the place of the bar it is a newer state of', () => {
    const now = bar('2026-11-20T15:00:00Z', { close: '10.5' });
    const { bars } = foldCandle({ bars: [bar('2026-11-20T15:00:00Z')], last: null }, now, 'MINUTE');
    expect(bars).toEqual([now]);
  });

  it('begins a new bar with a new interval', () => {
    const next = bar('2026-11-20T15:01:00Z');
    const { bars } = foldCandle({ bars: [bar('2026-11-20T15:00:00Z')], last: null }, next, 'MINUTE');
    expect(bars).toHaveLength(2);
  });

  it('never changes the past', () => {
    const fold = { bars: [bar('2026-11-20T15:01:00Z')], last: null };
    expect(foldCandle(fold, bar('2026-11-20T15:00:00Z', { close: '99' }), 'MINUTE').bars).toEqual(fold.bars);
  });

  it('widens the longer bar it falls into and moves its close', () => {
    const start = { bars: [bar('2026-11-20T15:00:00Z')], last: null };
    const { bars } = foldCandle(
      start,
      bar('2026-11-20T15:03:00Z', { high: '12', low: '9.5', close: '11.9' }),
      'FIVE_MINUTES',
    );
    expect(bars).toEqual([bar('2026-11-20T15:00:00Z', { high: '12', low: '9', close: '11.9' })]);
  });

  it('adds only the growth of its volume', () => {
    const minute = (volume: string) => bar('2026-11-20T15:03:00Z', { volume });
    let fold = foldCandle({ bars: [bar('2026-11-20T15:00:00Z')], last: null }, minute('30'), 'FIVE_MINUTES');
    fold = foldCandle(fold, minute('50'), 'FIVE_MINUTES');
    expect(fold.bars[0]?.volume).toBe('120');
    fold = foldCandle(fold, bar('2026-11-20T15:04:00Z', { volume: '7' }), 'FIVE_MINUTES');
    expect(fold.bars[0]?.volume).toBe('127');
  });

  it('counts weeks from Monday and months by the calendar of New York', () => {
    const friday = { bars: [bar('2026-11-16T05:00:00Z')], last: null };
    expect(foldCandle(friday, bar('2026-11-20T05:00:00Z'), 'WEEK').bars).toHaveLength(1);
    expect(foldCandle(friday, bar('2026-11-23T05:00:00Z'), 'WEEK').bars).toHaveLength(2);
    expect(foldCandle(friday, bar('2026-11-30T05:00:00Z'), 'MONTH').bars).toHaveLength(1);
    expect(foldCandle(friday, bar('2026-12-01T05:00:00Z'), 'MONTH').bars).toHaveLength(2);
  });
});
