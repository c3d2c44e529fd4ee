import { describe, expect, it } from '@jest/globals';
import { formatAge, newYorkDate, newYorkMoment } from './time.ts';

describe('an age', () => {
  it('is told in its two largest units', () => {
    expect(formatAge(12_400)).toBe('12s');
    expect(formatAge(5 * 60_000)).toBe('5m');
    expect(formatAge(200 * 60_000)).toBe('3h 20m');
    expect(formatAge(52 * 3_600_000)).toBe('2d 4h');
  });

  it('is never negative', () => {
    expect(formatAge(-900)).toBe('0s');
  });
});

describe('a moment in New York', () => {
  const friday = Date.parse('2026-11-20T21:00:00Z');

  it('is the time alone on the same day', () => {
    expect(newYorkMoment(friday, friday + 3_600_000)).toBe('16:00:00 ET');
  });

  it('tells the day where that is another', () => {
    expect(newYorkMoment(friday, friday + 86_400_000)).toBe('Nov 20, 16:00:00 ET');
  });

  it('belongs to the New York day, not the UTC one', () => {
    expect(newYorkDate(Date.parse('2026-11-21T03:00:00Z'))).toBe('2026-11-20');
  });
});
