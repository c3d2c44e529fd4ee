import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Seen } from './seen.ts';

describe('the numbers that were seen', () => {
  it('are remembered exactly, in whatever order they come', () => {
    const numbers = fc.array(fc.nat({ max: 60 }), { maxLength: 200 });
    fc.assert(
      fc.property(numbers, (all) => {
        const seen = new Seen();
        const set = new Set<number>();
        for (const number of all) {
          expect(seen.add(number)).toBe(!set.has(number));
          set.add(number);
          expect(seen.newest).toBe(Math.max(...set));
        }
      }),
    );
  });

  it('count an old hole as seen once there are too many', () => {
    const seen = new Seen(2);
    for (const number of [1, 3, 5, 7]) expect(seen.add(number)).toBe(true);
    expect([seen.add(2), seen.add(4), seen.add(6), seen.add(8)]).toEqual([false, false, true, true]);
  });
});
