import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { oneTypoApart } from './typo.ts';

/** Optimal string alignment distance, by its textbook table. */
function distance(a: string, b: string): number {
  const rows = Array.from({ length: a.length + 1 }, (_, i) => [i, ...new Array<number>(b.length).fill(0)]);
  for (let j = 0; j <= b.length; j += 1) rows[0]![j] = j;
  for (let i = 1; i <= a.length; i += 1) {
    for (let j = 1; j <= b.length; j += 1) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min(rows[i - 1]![j]! + 1, rows[i]![j - 1]! + 1, rows[i - 1]![j - 1]! + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, rows[i - 2]![j - 2]! + 1);
      rows[i]![j] = least;
    }
  }
  return rows[a.length]![b.length]!;
}

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 7 });

describe('one typing error', () => {
  it.each([
    ['nvidai', 'nvidia', 'neighbours swapped'],
    ['nvida', 'nvidia', 'a letter missing'],
    ['nvvidia', 'nvidia', 'a letter too many'],
    ['mvidia', 'nvidia', 'a wrong letter'],
  ])('takes %s for %s: %s', (typed, meant) => {
    expect(oneTypoApart(typed, meant)).toBe(true);
  });

  it('is the distance of one that the textbook gives', () => {
    fc.assert(
      fc.property(word, word, (typed, meant) => {
        fc.pre(typed !== meant);
        expect(oneTypoApart(typed, meant)).toBe(distance(typed, meant) === 1);
      }),
    );
  });

  it('allows any beginning of the word where it may', () => {
    fc.assert(
      fc.property(word, word, (typed, meant) => {
        const starts = Array.from({ length: meant.length + 1 }, (_, length) => meant.slice(0, length));
        fc.pre(!starts.includes(typed));
        expect(oneTypoApart(typed, meant, true)).toBe(starts.some((start) => distance(typed, start) === 1));
      }),
    );
  });
});
