import { describe, expect, it } from '@jest/globals';
import { chartTime, chartTimeAfter } from './chart-time.ts';

const seconds = (text: string) => Date.parse(text) / 1000;

describe('the time of a bar', () => {
  it('reads as the clock of New York in winter and in summer', () => {
    expect(chartTime('2026-11-20T14:30:00Z', 'MINUTE')).toBe(seconds('2026-11-20T09:30:00Z'));
    expect(chartTime('2026-07-01T13:30:00Z', 'MINUTE')).toBe(seconds('2026-07-01T09:30:00Z'));
  });

  it('reads as the evening before where UTC is already a day ahead', () => {
    expect(chartTime('2026-11-21T00:30:00Z', 'HOUR')).toBe(seconds('2026-11-20T19:30:00Z'));
  });

  it('of a day is a date', () => {
    expect(chartTime('2026-11-20T05:00:00Z', 'DAY')).toBe('2026-11-20');
  });
});

describe('the hour that is read twice when the clocks go back', () => {
  it('never stands before or upon the bar it follows', () => {
    const first = chartTime('2026-11-01T05:30:00Z', 'MINUTE');
    const second = chartTimeAfter(first, '2026-11-01T06:30:00Z', 'MINUTE');
    const third = chartTimeAfter(second, '2026-11-01T06:31:00Z', 'MINUTE');
    expect(first).toBe(seconds('2026-11-01T01:30:00Z'));
    expect(second).toBe(seconds('2026-11-01T01:30:01Z'));
    expect(third).toBe(seconds('2026-11-01T01:31:00Z'));
  });
});
