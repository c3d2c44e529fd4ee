import { describe, expect, it } from '@jest/globals';
import { backoff, comebackAfter, waitBefore } from './comeback.ts';

const longest = () => 1;
const shortest = () => 0;

describe('the wait before the next attempt', () => {
  it('has an upper bound that grows by half with each failure', () => {
    expect([0, 1, 2, 3].map((failures) => backoff(failures, longest))).toEqual([800, 1200, 1800, 2700]);
  });

  it('is never above twenty seconds, however many failures there were', () => {
    expect(backoff(8, longest)).toBe(20_000);
    expect(backoff(5000, longest)).toBe(20_000);
  });

  it('is spread over the whole span from zero', () => {
    expect(backoff(3, shortest)).toBe(0);
    expect(backoff(3, () => 0.5)).toBe(1350);
  });
});

describe('the first attempt after close code', () => {
  it.each([
    [null, 0, 800, false],
    [1006, 0, 800, false],
    [1000, 0, 800, false],
    [1012, 0, 2_000, false],
    [1013, 1_000, 6_000, false],
    [4400, 1_000, 1_800, false],
    [4401, 1_000, 1_800, false],
    [4403, 0, 800, true],
    [4406, 5_000, 10_000, false],
    [4409, 1_000, 1_800, false],
    [4500, 1_000, 1_800, false],
    [4801, 0, 800, true],
    [4808, 1_000, 1_800, false],
    [4829, 5_000, 10_000, false],
  ])('%s comes between %d and %d ms, fresh ticket: %s', (code, least, most, fresh) => {
    const comeback = comebackAfter(code);
    expect(waitBefore(comeback, 0, shortest)).toBe(least);
    expect(waitBefore(comeback, 0, longest)).toBe(most);
    expect(comeback.leastMs).toBe(least);
    expect(comeback.freshTicket).toBe(fresh);
  });

  it('grows with the failures after every code', () => {
    const waits = [null, 1012, 1013, 4403, 4829].map((code) => waitBefore(comebackAfter(code), 6, longest));
    expect(waits).toEqual([9_112.5, 9_112.5, 10_112.5, 9_112.5, 14_112.5]);
  });
});
