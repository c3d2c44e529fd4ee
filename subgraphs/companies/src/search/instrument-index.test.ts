import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { InstrumentIndex, type Searchable } from './instrument-index.ts';

const searchable = (id: number, symbol: string, name: string | null, more: Partial<Searchable> = {}): Searchable => ({
  id,
  symbol,
  name,
  exchange: null,
  kind: null,
  currency: 'USD',
  active: true,
  cik: null,
  formerSymbols: [],
  alsoKnownAs: null,
  prominence: id,
  ...more,
});

function indexOf(...all: Searchable[]): InstrumentIndex {
  const index = new InstrumentIndex();
  for (const each of all) index.put(each);
  return index;
}

const symbols = (found: readonly Searchable[]): string[] => found.map((each) => each.symbol);

const large = indexOf(
  searchable(1, 'NVDA', 'NVIDIA Corporation'),
  searchable(2, 'AAPL', 'Apple Inc.'),
  searchable(3, 'BRK.B', 'Berkshire Hathaway Inc.'),
  searchable(4, 'BRK.A', 'Berkshire Hathaway Inc.'),
  searchable(5, 'META', 'Meta Platforms, Inc.', { formerSymbols: ['FB'], alsoKnownAs: 'Facebook' }),
  searchable(6, 'BAC', 'Bank of America Corporation'),
  searchable(7, 'BNS', 'The Bank of Nova Scotia'),
  searchable(8, 'A', 'Agilent Technologies, Inc.'),
  searchable(9, 'AAP', 'Advance Auto Parts, Inc.'),
  searchable(10, 'APLE', 'Apple Hospitality REIT, Inc.'),
  searchable(11, 'ATVI', 'Activision Blizzard, Inc.', { active: false }),
  searchable(12, 'BAC.PE', 'Bank of America Corporation', { kind: 'PREFERRED_STOCK', prominence: 2 }),
  searchable(13, 'NEW', null, { prominence: null }),
);

describe('searching', () => {
  it.each([
    ['a symbol before symbols that begin with it', 'a', ['A', 'AAPL', 'AAP', 'APLE', 'BAC', 'BAC.PE', 'ATVI']],
    ['a symbol before names', 'aap', ['AAP', 'AAPL']],
    ['names by any word', 'nova', ['BNS']],
    ['names one typing error away', 'nvidai', ['NVDA']],
    ['a class however it is written first', 'brk-b', ['BRK.B', 'BRK.A']],
    ['a symbol and a word of the name', 'aapl app', ['AAPL']],
    ['a class behind the name', 'berkshire b', ['BRK.B']],
    ['all words typed', 'bank of am', ['BAC', 'BAC.PE']],
    ['words in any order', 'america bank', ['BAC', 'BAC.PE']],
    ['one mistyped word among several', 'bank of amercia', ['BAC', 'BAC.PE']],
    ['a former symbol', 'fb', ['META']],
    ['another name', 'facebook', ['META']],
    ['the beginning of a mistyped name', 'micr', []],
    ['a delisted one last', 'activ', ['ATVI']],
    ['one without a name', 'new', ['NEW']],
    ['nothing for nothing', '  ', []],
    ['nothing for signs', '.-&', []],
  ])('finds %s', (_, text, expected) => {
    expect(symbols(large.search(text, 10))).toEqual(expected);
  });

  it('takes short words as they are typed', () => {
    expect(symbols(large.search('nva', 10))).toEqual([]);
  });

  it('gives no more than asked for', () => {
    expect(large.search('a', 3)).toHaveLength(3);
    expect(large.search('a', 0)).toEqual([]);
  });

  it('forgets what an instrument was before it changed', () => {
    const index = indexOf(searchable(1, 'FB', 'Facebook, Inc.'));
    index.put(searchable(1, 'META', 'Meta Platforms, Inc.', { formerSymbols: ['FB'] }));
    expect(symbols(index.search('facebook', 10))).toEqual([]);
    expect(symbols(index.search('fb', 10))).toEqual(['META']);
    expect(symbols(index.search('met', 10))).toEqual(['META']);
    expect([index.size, index.gone]).toEqual([1, 1]);
  });

  it('knows whether it holds an instrument as it is', () => {
    const found = searchable(1, 'A', 'Agilent', { formerSymbols: ['HWP'] });
    const index = indexOf(found);
    expect(index.holds({ ...found, formerSymbols: ['HWP'] })).toBe(true);
    expect(index.holds({ ...found, active: false })).toBe(false);
    expect(index.holds({ ...found, id: 2 })).toBe(false);
  });

  it('finds every symbol by each of its beginnings', () => {
    const symbol = fc.stringMatching(/^[A-D1]{1,4}(\.[AB])?$/);
    fc.assert(
      fc.property(fc.uniqueArray(symbol, { minLength: 1, maxLength: 30 }), (all) => {
        const index = indexOf(...all.map((each, at) => searchable(at, each, null)));
        for (const each of all) {
          for (let length = 1; length <= each.length; length += 1) {
            expect(symbols(index.search(each.slice(0, length), all.length))).toContain(each);
          }
        }
      }),
    );
  });
});
