import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createWatchdog, type Watchdog } from './watchdog.ts';

let pings: number;
let deaths: number;
let watchdog: Watchdog;

beforeEach(() => {
  jest.useFakeTimers();
  pings = 0;
  deaths = 0;
  watchdog = createWatchdog({ everyMs: 10_000, answerMs: 5_000, ping: () => pings++, dead: () => deaths++ });
  watchdog.start();
});
afterEach(() => {
  jest.useRealTimers();
});

describe('the watchdog', () => {
  it('pings after quiet, and again after each answer', () => {
    for (let round = 1; round <= 3; round++) {
      jest.advanceTimersByTime(10_000);
      expect(pings).toBe(round);
      watchdog.heard(true);
    }
    expect(deaths).toBe(0);
  });

  it('tells once that nothing answers', () => {
    jest.advanceTimersByTime(14_999);
    expect(deaths).toBe(0);
    jest.advanceTimersByTime(60_000);
    expect([pings, deaths]).toEqual([1, 1]);
  });

  it('gives a busy connection more time for its answer while something comes', () => {
    jest.advanceTimersByTime(10_000);
    watchdog.heard(false);
    jest.advanceTimersByTime(9_999);
    expect(deaths).toBe(0);
    jest.advanceTimersByTime(1);
    expect(deaths).toBe(1);
  });

  it('takes a connection that speaks and never answers for dead in the end', () => {
    jest.advanceTimersByTime(10_000);
    for (let second = 0; second < 19; second++) {
      jest.advanceTimersByTime(1_000);
      watchdog.heard(false);
    }
    expect(deaths).toBe(0);
    jest.advanceTimersByTime(1_000);
    expect(deaths).toBe(1);
  });

  it('is not put off by values that came before the question', () => {
    watchdog.heard(false);
    jest.advanceTimersByTime(15_000);
    expect(deaths).toBe(1);
  });

  it('asks at once when told to, but not twice', () => {
    watchdog.probe();
    watchdog.probe();
    expect(pings).toBe(1);
    jest.advanceTimersByTime(5_000);
    expect(deaths).toBe(1);
  });

  it('is silent when stopped', () => {
    watchdog.stop();
    watchdog.heard(true);
    watchdog.probe();
    jest.advanceTimersByTime(60_000);
    expect([pings, deaths, jest.getTimerCount()]).toEqual([0, 0, 0]);
  });
});
