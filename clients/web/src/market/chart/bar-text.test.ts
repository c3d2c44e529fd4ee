import { describe, expect, it } from '@jest/globals';
import { barTime, percentOf } from './bar-text.ts';

const bar = {
  openTime: '2026-11-20T14:30:00Z',
  open: '1',
  high: '1',
  low: '1',
  close: '1',
  volume: '1',
  complete: true,
  simulated: true,
};

describe('the change over a span', () => {
  it('is told in percent of its start', () => {
    expect(percentOf('200', '210.5')).toBe('5.2500');
    expect(percentOf('10', '9.995')).toBe('-0.0500');
    expect(percentOf('0.5', '0.5')).toBe('0.0000');
  });

  it('is unknown from zero', () => {
    expect(percentOf('0', '1')).toBeNull();
  });
});

describe('the time of a bar', () => {
  it('is as precise as its interval', () => {
    expect(barTime(bar, 'MINUTE')).toBe('Nov 20, 2026, 09:30');
    expect(barTime(bar, 'DAY')).toBe('Nov 20, 2026');
    expect(barTime(bar, 'WEEK')).toBe('Week of Nov 20, 2026');
    expect(barTime(bar, 'MONTH')).toBe('Nov 2026');
  });
});
