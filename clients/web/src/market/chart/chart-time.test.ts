import { describe, expect, it } from '@jest/globals';
import { chartTime } from './chart-time.ts';

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
