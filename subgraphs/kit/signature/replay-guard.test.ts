import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createReplayGuard } from './replay-guard.ts';

describe('a guard against replay', () => {
  it('admits each number of a sender once, in whatever order within its reach they come', () => {
    const numbers = fc.array(fc.integer({ min: 1, max: 60_000 }), { maxLength: 300 });
    fc.assert(
      fc.property(numbers, (sent) => {
        const guard = createReplayGuard({ keepMs: 60_000, now: () => 0 });
        const seen = new Set<number>();
        for (const number of sent) {
          if (guard.admit('a', number) !== !seen.has(number)) return false;
          seen.add(number);
        }
        return true;
      }),
    );
  });

  it('admits none that is further behind than it remembers', () => {
    const guard = createReplayGuard({ keepMs: 60_000, now: () => 0 });
    expect(guard.admit('a', 100_000)).toBe(true);
    expect(guard.admit('a', 100_000 - 65_536)).toBe(false);
    expect(guard.admit('a', 100_000 - 65_535)).toBe(true);
    expect(guard.admit('a', 100_000 - 65_535)).toBe(false);
  });

  it('tells senders apart and forgets those that fell silent', () => {
    let now = 0;
    const guard = createReplayGuard({ keepMs: 60_000, now: () => now });
    expect([guard.admit('a', 1), guard.admit('b', 1)]).toEqual([true, true]);
    now = 60_001;
    guard.admit('c', 1);
    expect(guard.senders).toBe(1);
  });
});
