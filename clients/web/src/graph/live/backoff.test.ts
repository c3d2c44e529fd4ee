import { describe, expect, it } from '@jest/globals';
import { backoffDelay } from './backoff.ts';

describe('the wait before the next attempt', () => {
  const longest = () => 1;

  it('doubles its upper bound with each attempt', () => {
    expect([0, 1, 2, 3].map((attempt) => backoffDelay(attempt, longest))).toEqual([500, 1000, 2000, 4000]);
  });

  it('is never above twenty seconds, however many attempts there were', () => {
    expect(backoffDelay(6, longest)).toBe(20_000);
    expect(backoffDelay(5000, longest)).toBe(20_000);
  });

  it('is spread over the whole span from zero', () => {
    expect(backoffDelay(3, () => 0)).toBe(0);
    expect(backoffDelay(3, () => 0.5)).toBe(2000);
  });
});
