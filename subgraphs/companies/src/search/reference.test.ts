import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compact, nameWords, symbolParts, typedWords } from './fold.ts';
import { InstrumentIndex, type Searchable } from './instrument-index.ts';

/** All texts one typing error away from `text`. */
function mistyped(text: string, letters: readonly string[]): Set<string> {
  const found = new Set<string>();
  for (let at = 0; at <= text.length; at += 1) {
    const [left, right] = [text.slice(0, at), text.slice(at)];
    if (right) found.add(left + right.slice(1));
    for (const letter of letters) {
      found.add(left + letter + right);
      if (right) found.add(left + letter + right.slice(1));
    }
    if (right.length > 1) found.add(left + right[1] + right[0] + right.slice(2));
  }
  found.delete(text);
  return found;
}

const letters = ['a', 'b', 'c'];
type Fits = (typed: string, word: string) => boolean;
const starts: Fits = (typed, word) => word.startsWith(typed);
const misspells: Fits = (typed, word) => typed.length >= 4 && mistyped(typed, letters).has(word);
const misspellsStart: Fits = (typed, word) =>
  typed.length >= 4 && [...mistyped(typed, letters)].some((text) => word.startsWith(text));

/** Whether the typed words can be laid on different words, one after the other, trying everything. */
function laid(
  typed: readonly string[],
  words: readonly string[],
  fits: (at: number, word: number) => boolean,
): boolean {
  const lay = (at: number, used: readonly number[]): boolean =>
    at === typed.length ||
    words.some((_, word) => !used.includes(word) && fits(at, word) && lay(at + 1, [...used, word]));
  return lay(0, []);
}

/** The search told plainly: a look at every instrument. */
function plainSearch(all: readonly Searchable[], text: string, first: number): number[] {
  const typed = typedWords(text);
  const symbol = typed.join('');
  if (typed.length === 0) return [];
  const tierOf = (one: Searchable): number | null => {
    const names = nameWords(`${one.name ?? ''} ${one.alsoKnownAs ?? ''}`);
    const words = typed.length === 1 ? names : [...names, compact(one.symbol), ...symbolParts(one.symbol)];
    const right = (at: number, word: number): boolean =>
      word < names.length ? starts(typed[at]!, words[word]!) : typed[at] === words[word];
    const oneWrong = (wrong: Fits): boolean =>
      typed.some((_, bad) =>
        laid(typed, words, (at, word) =>
          at === bad ? word < names.length && wrong(typed[at]!, words[word]!) : right(at, word),
        ),
      );
    if (compact(one.symbol) === symbol || one.formerSymbols.some((former) => compact(former) === symbol)) return 0;
    if (compact(one.symbol).startsWith(symbol)) return 1;
    if (laid(typed, words, right)) return 2;
    if (oneWrong(misspells)) return 3;
    return oneWrong(misspellsStart) ? 4 : null;
  };
  const found = all.flatMap((one) => {
    const tier = tierOf(one);
    return tier === null ? [] : [{ one, tier, last: one.active === false && tier > 0 }];
  });
  const exact = found.some((each) => each.tier < 4);
  return found
    .filter((each) => !exact || each.tier < 4)
    .sort(
      (a, b) =>
        Number(a.last) - Number(b.last) ||
        a.tier - b.tier ||
        Number(a.tier === 0 && a.one.active === false) - Number(b.tier === 0 && b.one.active === false) ||
        Number(a.one.kind === 'WARRANT') - Number(b.one.kind === 'WARRANT') ||
        (a.one.prominence ?? 1e9) - (b.one.prominence ?? 1e9) ||
        compact(a.one.symbol).length - compact(b.one.symbol).length ||
        (a.one.symbol < b.one.symbol ? -1 : 1),
    )
    .slice(0, first)
    .map((each) => each.one.id);
}

const word = fc.string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength: 6 });
const name = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join(' '));
const symbol = fc.stringMatching(/^[ABC]{1,4}(\.[AB])?$/);
const universe = fc.uniqueArray(symbol, { minLength: 1, maxLength: 25 }).chain((symbols) =>
  fc.tuple(
    ...symbols.map((each, id) =>
      fc.record({
        id: fc.constant(id),
        symbol: fc.constant(each),
        name: fc.option(name),
        alsoKnownAs: fc.option(name, { freq: 5 }),
        formerSymbols: fc.array(symbol, { maxLength: 1 }),
        active: fc.constantFrom(true, null, false),
        kind: fc.constantFrom('COMMON_STOCK' as const, 'WARRANT' as const, null),
        prominence: fc.option(fc.integer({ min: 1, max: 9 })),
        exchange: fc.constant(null),
        currency: fc.constant('USD'),
        cik: fc.constant(null),
      }),
    ),
  ),
);

it('finds what a plain look at every instrument finds, in the same order', () => {
  fc.assert(
    fc.property(universe, fc.oneof(name, symbol, word), fc.integer({ min: 1, max: 12 }), (all, text, first) => {
      const index = new InstrumentIndex();
      for (const each of all) index.put(each);
      expect(index.search(text, first).map((each) => each.id)).toEqual(plainSearch(all, text, first));
    }),
    { numRuns: 1_500 },
  );
});
