import { describe, expect, it } from '@jest/globals';
import { newestWins } from './newest-wins.ts';

const tick = (key: string, n: number) => ({ key, n });
const channel = (onReturn?: () => void) =>
  newestWins<{ key: string; n: number }>({ key: (value) => value.key, ...(onReturn && { onReturn }) });

describe('a newest-wins channel', () => {
  it('keeps one unread value per key, in the order of the first unread push', async () => {
    const values = channel();
    for (let n = 0; n < 1_000; n++) {
      values.push(tick('a', n));
      values.push(tick('b', n));
    }
    expect(await values.next()).toEqual({ value: tick('a', 999), done: false });
    expect(await values.next()).toEqual({ value: tick('b', 999), done: false });
    expect(values.conflated).toBe(1_998);
  });

  it('hands a value to a reader who waits, without counting it as conflated', async () => {
    const values = channel();
    const waiting = values.next();
    values.push(tick('a', 1));
    expect(await waiting).toEqual({ value: tick('a', 1), done: false });
    expect(values.conflated).toBe(0);
  });

  it('ends a parked next at once when the reader returns, and tells the owner once', async () => {
    let left = 0;
    const values = channel(() => left++);
    const waiting = values.next();
    await values.return?.();
    await values.return?.();
    expect(await waiting).toEqual({ value: undefined, done: true });
    values.push(tick('a', 1));
    expect((await values.next()).done).toBe(true);
    expect(left).toBe(1);
  });

  it('lets what is unread be read before the end', async () => {
    const values = channel();
    values.push(tick('a', 1));
    values.end();
    expect((await values.next()).value).toEqual(tick('a', 1));
    expect((await values.next()).done).toBe(true);
  });

  it('rejects the next step after a failure, then is over', async () => {
    const values = channel();
    values.fail(new Error('lost'));
    await expect(values.next()).rejects.toThrow('lost');
    expect((await values.next()).done).toBe(true);
  });
});
