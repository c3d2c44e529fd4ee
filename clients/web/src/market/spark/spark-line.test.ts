import { describe, expect, it } from '@jest/globals';
import { lastTradingDay, sparkLine } from './spark-line.ts';

describe('a sparkline', () => {
  it('runs from the left edge to the right one', () => {
    expect(sparkLine([10, 20, 15], 10, 60, 20)).toEqual({ path: 'M0.0 20.0L30.0 0.0L60.0 10.0', baseline: 20 });
  });

  it('keeps the baseline inside, even far from the closes', () => {
    expect(sparkLine([10, 12], 20, 60, 20)?.baseline).toBe(0);
  });

  it('is flat in the middle where nothing moved', () => {
    expect(sparkLine([5, 5], 5, 60, 20)?.path).toBe('M0.0 10.0L60.0 10.0');
  });

  it('needs two points', () => {
    expect(sparkLine([5], 5, 60, 20)).toBeNull();
  });

  it('shows the last trading day only', () => {
    const points = ['2026-11-19T20:45:00Z', '2026-11-20T14:30:00Z'].map((openTime) => ({ openTime, close: '1' }));
    expect(lastTradingDay(points)).toEqual(points.slice(1));
  });
});
