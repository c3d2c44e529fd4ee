import { describe, expect, it } from '@jest/globals';
import { createArrivals } from './arrivals.ts';

describe('arrivals', () => {
  const world = (burst: number, perSecond: number) => {
    const clock = { now: 0 };
    const arrivals = createArrivals({ burst, perSecond, now: () => clock.now });
    const enter = (address: string, times: number) =>
      Array.from({ length: times }, () => arrivals.wait(address)).filter((wait) => wait === 0).length;
    return { clock, arrivals, enter };
  };

  it('lets a burst in and then as many a second as it says', () => {
    const { clock, enter } = world(20, 10);
    expect(enter('a', 100)).toBe(20);
    clock.now += 1_000;
    expect(enter('a', 100)).toBe(10);
    clock.now += 60_000;
    expect(enter('a', 100)).toBe(20);
  });

  it('tells when to come again in whole seconds', () => {
    const { arrivals, enter } = world(1, 0.25);
    enter('a', 1);
    expect(arrivals.wait('a')).toBe(4);
  });

  it('lets nobody pay for another address', () => {
    const { enter } = world(5, 1);
    enter('a', 100);
    expect(enter('b', 5)).toBe(5);
  });

  it('remembers a bounded number of addresses, the latest', () => {
    const { arrivals, enter } = world(1, 0.001);
    enter('a', 1);
    for (let other = 0; other < 9_999; other++) arrivals.wait(`b${other}`);
    expect(arrivals.wait('a')).toBeGreaterThan(0);
    for (let other = 0; other < 10_000; other++) arrivals.wait(`c${other}`);
    expect(arrivals.wait('a')).toBe(0);
  });
});
