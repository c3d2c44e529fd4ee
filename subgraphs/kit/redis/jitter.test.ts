import { expect, it } from '@jest/globals';
import { fullJitter } from './jitter.ts';

it('doubles the longest wait with each try up to the cap', () => {
  const longest = (attempt: number) => fullJitter(attempt, 50, 2_000, () => 1);
  expect([1, 2, 3, 6, 7, 1_000_000].map(longest)).toEqual([50, 100, 200, 1_600, 2_000, 2_000]);
});

it('spreads waits over everything from nothing to the longest', () => {
  expect(fullJitter(3, 50, 2_000, () => 0)).toBe(0);
  expect(fullJitter(3, 50, 2_000, () => 0.5)).toBe(100);
});
