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

  it('flushes everything that is marked once within the window, not all at one moment', () => {
    using clock = createFlushClock(100);
    const all = Array.from({ length: 25 }, gathered);
    const places = all.map((each) => clock.enter(each));
    for (const place of [...places, ...places]) clock.mark(place);
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

  it('stands still when nothing is marked, and starts again', () => {
    using clock = createFlushClock(100);
    const one = gathered();
    const place = clock.enter(one);
    clock.mark(place);
    jest.advanceTimersByTime(1_000);
    expect(jest.getTimerCount()).toBe(0);
    clock.mark(place);
    jest.advanceTimersByTime(100);
    expect(one.flushes).toHaveLength(2);
  });

  it('has places for any number, and gives those that were left to others, unmarked', () => {
    using clock = createFlushClock(100);
    const all = Array.from({ length: 3_000 }, gathered);
    const places = all.map((each) => clock.enter(each));
    expect(new Set(places).size).toBe(3_000);
    clock.mark(places[2_999]!);
    clock.mark(places[7]!);
    clock.leave(places[7]!);
    const heir = gathered();
    expect(clock.enter(heir)).toBe(places[7]);
    jest.advanceTimersByTime(100);
    expect([all[2_999], all[7], heir].map((each) => each?.flushes.length)).toEqual([1, 0, 0]);
  });

  it('forgets what has left, and everything when disposed', () => {
    const clock = createFlushClock(100);
    const [left, waiting] = [gathered(), gathered()];
    const place = clock.enter(left);
    clock.mark(place);
    clock.soon(left);
    clock.leave(place);
    clock.mark(clock.enter(waiting));
    clock[Symbol.dispose]();
    jest.advanceTimersByTime(1_000);
    expect([...left.flushes, ...waiting.flushes]).toEqual([]);
    expect(jest.getTimerCount()).toBe(0);
  });
});
