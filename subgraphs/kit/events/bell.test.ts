import { expect, it } from '@jest/globals';
import { Bell, pause } from './bell.ts';

const never = new AbortController().signal;

it('wakes who waits', async () => {
  const bell = new Bell();
  const waiting = bell.wait(60_000, never);
  bell.ring();
  await waiting;
});

it('keeps one ring for who comes later, and only one', async () => {
  const bell = new Bell();
  bell.ring();
  bell.ring();
  await bell.wait(60_000, never);
  let woken = false;
  const second = bell.wait(60_000, never).then(() => {
    woken = true;
  });
  await pause(5, never);
  expect(woken).toBe(false);
  bell.ring();
  await second;
});

it('waits no longer than asked and not at all once aborted', async () => {
  await pause(1, never);
  await pause(60_000, AbortSignal.abort());
  const stop = new AbortController();
  const waiting = pause(60_000, stop.signal);
  stop.abort();
  await waiting;
});
