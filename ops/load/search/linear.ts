import { compact, nameWords, symbolParts, typedWords } from '@lzstock/companies/search/fold';
import type { Searchable } from '@lzstock/companies/search/instrument-index';
import { type Mistyped, wordsMatch } from '@lzstock/companies/search/word-match';

export interface Prepared {
  readonly found: Searchable;
  readonly symbol: string;
  readonly names: readonly string[];
  readonly words: readonly string[];
}

/** What a scan can do beforehand. */
export function prepare(all: readonly Searchable[]): Prepared[] {
  return all.map((found) => {
    const symbol = compact(found.symbol);
    const names = nameWords(`${found.name ?? ''} ${found.alsoKnownAs ?? ''}`);
    return { found, symbol, names, words: [...names, symbol, ...symbolParts(found.symbol)] };
  });
}

/** The same tiers, found by a look at every instrument: what the trees are measured against. */
export function linearSearch(all: readonly Prepared[], text: string, first: number): Searchable[] {
  const typed = typedWords(text);
  const symbol = typed.join('');
  const matches = (one: Prepared, mistyped: Mistyped): boolean =>
    wordsMatch(typed, typed.length === 1 ? one.names : one.words, one.names.length, mistyped);
  const tierOf = (one: Prepared): number => {
    if (one.symbol === symbol) return 0;
    if (one.symbol.startsWith(symbol)) return 1;
    if (matches(one, 'none')) return 2;
    if (matches(one, 'word')) return 3;
    return matches(one, 'start') ? 4 : 5;
  };
  return all
    .map((one) => ({ one, tier: tierOf(one) }))
    .filter(({ tier }) => tier < 5)
    .sort((a, b) => a.tier - b.tier || (a.one.found.prominence ?? 1e9) - (b.one.found.prominence ?? 1e9))
    .slice(0, first)
    .map(({ one }) => one.found);
}
