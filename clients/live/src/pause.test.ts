import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createPause, type Pause } from './pause.ts';

let pause: Pause;
let ended: boolean;

async function begin(ms: number, leastMs?: number): Promise<void> {
  ended = false;
  void pause.wait(ms, leastMs).then(() => {
    ended = true;
  });
}

beforeEach(() => {
  jest.useFakeTimers();
  pause = createPause();
});
afterEach(() => {
  jest.useRealTimers();
});

describe('a pause', () => {
  it('ends after its time', async () => {
    begin(1_000);
    await jest.advanceTimersByTimeAsync(999);
    expect(ended).toBe(false);
    await jest.advanceTimersByTimeAsync(1);
    expect(ended).toBe(true);
  });

  it('ends at once when woken', async () => {
    begin(1_000);
    pause.wake();
    await jest.advanceTimersByTimeAsync(0);
    expect(ended).toBe(true);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('is not woken before its least time, and then needs no second call', async () => {
    begin(10_000, 1_000);
    pause.wake();
    await jest.advanceTimersByTimeAsync(999);
    expect(ended).toBe(false);
    await jest.advanceTimersByTimeAsync(1);
    expect(ended).toBe(true);
  });

  it('can be ended whatever its least time', async () => {
    begin(10_000, 1_000);
    pause.end();
    await jest.advanceTimersByTimeAsync(0);
    expect(ended).toBe(true);
    expect(jest.getTimerCount()).toBe(0);
  });
});
