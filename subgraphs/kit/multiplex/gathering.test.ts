import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { createGathering } from './gathering.ts';
import { fullMessage } from './protocol.ts';

function gathering() {
  const sent: string[][] = [];
  return { sent, items: createGathering<string>((message) => sent.push([...message])) };
}

describe('what is said in one turn', () => {
  it('is one message, in order', async () => {
    const { sent, items } = gathering();
    for (const item of ['a', 'b']) items.add(item, 1);
    await Promise.resolve().then(() => items.add('c', 1));
    expect(sent).toEqual([]);
    await turn();
    items.add('d', 1);
    await turn();
    expect(sent).toEqual([['a', 'b', 'c'], ['d']]);
  });

  it('is several messages where one would be too long, and no item is cut', async () => {
    const { sent, items } = gathering();
    for (const item of ['a', 'b', 'c']) items.add(item, fullMessage / 2);
    items.add('long', 10 * fullMessage);
    await turn();
    expect(sent).toEqual([['a', 'b'], ['c'], ['long']]);
  });

  it('can be taken back until it is sent', async () => {
    const { sent, items } = gathering();
    items.add('a', 1);
    expect(items.take('a')).toBe(true);
    await turn();
    expect(sent).toEqual([]);
    items.add('b', 1);
    items.flush();
    expect([sent, items.take('b')]).toEqual([[['b']], false]);
  });
});
