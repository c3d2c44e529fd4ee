import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { TernaryTree } from './ternary-tree.ts';
import { oneTypoApart } from './typo.ts';

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'é'), minLength: 1, maxLength: 6 });
const words = fc.uniqueArray(word, { maxLength: 40 });

function treeOf(all: readonly string[]): TernaryTree<string> {
  const tree = new TernaryTree<string>();
  for (const each of all) tree.add(each, each);
  return tree;
}

function visited(visit: (value: (found: string) => void) => void): string[] {
  const found: string[] = [];
  visit((value) => found.push(value));
  return found.sort();
}

describe('a ternary tree', () => {
  it('finds exactly the words with a beginning, each once', () => {
    fc.assert(
      fc.property(words, word, (all, start) => {
        const expected = all.filter((each) => each.startsWith(start)).sort();
        expect(visited((see) => treeOf(all).visitStart(start, see))).toEqual(expected);
      }),
    );
  });

  it('finds a whole word and nothing longer', () => {
    fc.assert(
      fc.property(words, word, (all, wanted) => {
        expect(visited((see) => treeOf(all).visitWord(wanted, see))).toEqual(all.filter((each) => each === wanted));
      }),
    );
  });

  it.each([false, true])('finds what is one typing error away, beginnings allowed: %s', (start) => {
    fc.assert(
      fc.property(words, word, (all, typed) => {
        const found = new Set(visited((see) => treeOf(all).visitMistyped(typed, start, see)));
        const missed = all.filter((each) => oneTypoApart(typed, each, start) && !found.has(each));
        const strange = [...found].filter((each) => {
          const asTyped = start ? each.startsWith(typed) : each === typed;
          return !asTyped && !oneTypoApart(typed, each, start);
        });
        expect({ missed, strange }).toEqual({ missed: [], strange: [] });
      }),
    );
  });

  it('keeps all values of one word', () => {
    const tree = new TernaryTree<number>();
    tree.add('inc', 1);
    tree.add('inc', 2);
    const found: number[] = [];
    tree.visitWord('inc', (value) => found.push(value));
    expect(found).toEqual([1, 2]);
  });

  it('grows beyond its first size', () => {
    const all = Array.from({ length: 2_000 }, (_, index) => `word${index}`);
    expect(visited((see) => treeOf(all).visitStart('word', see))).toHaveLength(2_000);
  });

  it('counts the values below a beginning', () => {
    fc.assert(
      fc.property(words, word, (all, start) => {
        expect(treeOf(all).countStart(start)).toBe(all.filter((each) => each.startsWith(start)).length);
      }),
    );
  });

  it('is empty at first', () => {
    expect(visited((see) => new TernaryTree<string>().visitStart('a', see))).toEqual([]);
    expect(visited((see) => new TernaryTree<string>().visitMistyped('abcd', true, see))).toEqual([]);
  });
});
