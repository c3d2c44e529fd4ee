import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createFlushClock } from './flush-clock.ts';

describe('the flush clock', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  const gathered = () => {
    const flushes: number[] = [];
    return { flushes, flush: () => void flushes.push(Date.now()) };
  };

  it('flushes everything that waits once within the window', () => {
    using clock = createFlushClock(100);
    const all = Array.from({ length: 25 }, gathered);
    for (const [lane, each] of all.entries()) clock.within(each, lane);
    jest.advanceTimersByTime(100);
    expect(all.map(({ flushes }) => flushes.length)).toEqual(all.map(() => 1));
    expect(new Set(all.map(({ flushes }) => flushes[0])).size).toBe(10);
  });

  it('flushes what cannot wait at the end of the turn, once', () => {
    using clock = createFlushClock(100);
    const urgent = gathered();
    clock.soon(urgent);
    clock.soon(urgent);
    expect(urgent.flushes).toHaveLength(0);
    jest.advanceTimersByTime(0);
    expect(urgent.flushes).toHaveLength(1);
  });

  it('stands still when nothing waits, and starts again', () => {
    using clock = createFlushClock(100);
    const one = gathered();
    clock.within(one, 3);
    jest.advanceTimersByTime(1_000);
    expect(jest.getTimerCount()).toBe(0);
    clock.within(one, 3);
    jest.advanceTimersByTime(100);
    expect(one.flushes).toHaveLength(2);
  });

  it('forgets what has left, and everything when disposed', () => {
    const clock = createFlushClock(100);
    const [left, waiting] = [gathered(), gathered()];
    clock.within(left, 1);
    clock.soon(left);
    clock.forget(left, 1);
    clock.within(waiting, 2);
    clock[Symbol.dispose]();
    jest.advanceTimersByTime(1_000);
    expect([...left.flushes, ...waiting.flushes]).toEqual([]);
    expect(jest.getTimerCount()).toBe(0);
  });
});
