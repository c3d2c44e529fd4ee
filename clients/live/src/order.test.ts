import { describe, expect, it } from '@jest/globals';
import { mayReplace, type Via } from './order.ts';

describe('a value takes the place of the known one', () => {
  it.each<[string, [string, number] | null, [string, number], Via, boolean]>([
    ['when nothing is known', null, ['a', 1], 'query', true],
    ['with a greater number', ['a', 7], ['a', 8], 'query', true],
    ['also where numbers were left out', ['a', 7], ['a', 90], 'stream', true],
    ['never with a smaller number', ['a', 7], ['a', 6], 'stream', false],
    ['with a newer epoch, whatever its number', ['a', 900], ['b', 1], 'stream', true],
    ['never with an older epoch', ['b', 1], ['a', 901], 'stream', false],
    ['with the same number from the stream: its state changed', ['a', 7], ['a', 7], 'stream', true],
    ['not with the same number from a query: it is the older reading', ['a', 7], ['a', 7], 'query', false],
  ])('%s', (_, known, next, via, may) => {
    const place = ([epoch, seq]: [string, number]) => ({ epoch, seq });
    expect(mayReplace(place(next), known ? place(known) : undefined, via)).toBe(may);
  });
});
