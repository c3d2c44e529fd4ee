import type { Listing } from '../instrument/listing.ts';
import { Best } from './best.ts';
import { compact, nameWords, symbolParts, typedWords } from './fold.ts';
import { TernaryTree } from './ternary-tree.ts';
import { shortestMistyped } from './typo.ts';
import { type Mistyped, wordsMatch } from './word-match.ts';

/** An instrument with what it can be found by beside its symbol and name. */
export interface Searchable extends Listing {
  readonly id: number;
  readonly formerSymbols: readonly string[];
  readonly alsoKnownAs: string | null;
  /** Place in a list of all by market size, 1 the largest; null where unknown. */
  readonly prominence: number | null;
}

const compared = [
  ...(['symbol', 'name', 'exchange', 'kind', 'currency', 'active', 'cik'] as const),
  ...(['formerSymbols', 'alsoKnownAs', 'prominence'] as const),
] as const;

interface Entry {
  readonly found: Searchable;
  readonly symbol: string;
  readonly prominence: number;
  readonly delisted: boolean;
  /** A preferred share or warrant, which few look for. */
  readonly minor: boolean;
  /** Words of its names, then those of its symbol. */
  readonly words: readonly string[];
  readonly named: number;
  gone: boolean;
  taken: number;
  tried: number;
}

/** Offers an entry to a tier; `fits` is asked only where the entry would be among the first. */
type Offer = (entry: Entry, fits?: (entry: Entry) => boolean) => void;

function createEntry(found: Searchable): Entry {
  const symbol = compact(found.symbol);
  const names = nameWords(`${found.name ?? ''} ${found.alsoKnownAs ?? ''}`);
  return {
    found,
    symbol,
    prominence: found.prominence ?? Number.MAX_SAFE_INTEGER,
    delisted: found.active === false,
    minor: found.kind === 'PREFERRED_STOCK' || found.kind === 'WARRANT',
    words: [...names, symbol, ...symbolParts(found.symbol)],
    named: names.length,
    gone: false,
    taken: 0,
    tried: 0,
  };
}

/** Main securities first, larger ones first, then shorter symbols, then the alphabet. */
function before(a: Entry, b: Entry): number {
  if (a.minor !== b.minor) return a.minor ? 1 : -1;
  if (a.prominence !== b.prominence) return a.prominence - b.prominence;
  if (a.symbol.length !== b.symbol.length) return a.symbol.length - b.symbol.length;
  return a.found.symbol < b.found.symbol ? -1 : 1;
}

/** All instruments in memory, found by what a person types. */
export class InstrumentIndex {
  readonly #entries = new Map<number, Entry>();
  readonly #symbols = new TernaryTree<Entry>();
  readonly #classes = new TernaryTree<Entry>();
  readonly #words = new TernaryTree<Entry>();
  readonly #former = new Map<string, Set<Entry>>();
  #gone = 0;
  #searches = 0;
  #tiers = 0;

  get size(): number {
    return this.#entries.size;
  }

  /** Entries that later ones replaced; a reason to build anew when there are many. */
  get gone(): number {
    return this.#gone;
  }

  all(): Searchable[] {
    return [...this.#entries.values()].map((entry) => entry.found);
  }

  /** Whether it is known just as it is here. */
  holds(found: Searchable): boolean {
    const known = this.#entries.get(found.id)?.found;
    return known !== undefined && compared.every((field) => String(known[field]) === String(found[field]));
  }

  /** Adds an instrument, or replaces what is known under its id. */
  put(found: Searchable): void {
    const old = this.#entries.get(found.id);
    if (old) {
      old.gone = true;
      this.#gone += 1;
    }
    const entry = createEntry(found);
    this.#entries.set(found.id, entry);
    this.#symbols.add(entry.symbol, entry);
    for (const part of symbolParts(found.symbol)) this.#classes.add(part, entry);
    for (let at = 0; at < entry.named; at += 1) this.#words.add(entry.words[at]!, entry);
    for (const symbol of found.formerSymbols) {
      const former = compact(symbol);
      this.#former.set(former, (this.#former.get(former) ?? new Set()).add(entry));
    }
  }

  /**
   * At most `first` instruments: those with the symbol typed (a former one counts), symbols that begin with it, names whose words begin with the words
   * typed, names one typing error away and, where all that finds nothing, beginnings of names one typing error away. Unless its symbol is typed, one that is
   * delisted comes after all that are listed.
   */
  search(text: string, first: number): Searchable[] {
    const typed = typedWords(text);
    if (typed.length === 0 || first < 1) return [];
    const symbol = typed.join('');
    this.#searches += 1;
    const listed: Entry[] = [];
    const delisted: Entry[] = [];
    const tier = (visit: (offer: Offer) => void): void => {
      const room = first - listed.length;
      if (room > 0) this.#tier(room, visit, listed, delisted);
    };
    const nothing = (): boolean => listed.length + delisted.length === 0;
    tier((offer) => {
      this.#symbols.visitWord(symbol, offer);
      for (const entry of this.#former.get(symbol) ?? []) offer(entry);
    });
    listed.push(...delisted.splice(0, first - listed.length));
    tier((offer) => this.#symbols.visitStart(symbol, offer));
    if (typed.length === 1) {
      tier((offer) => this.#words.visitStart(symbol, offer));
      if (symbol.length >= shortestMistyped) {
        tier((offer) => this.#words.visitMistyped(symbol, false, offer));
        if (nothing()) tier((offer) => this.#words.visitMistyped(symbol, true, offer));
      }
    } else {
      tier((offer) => this.#visitMatching(typed, 'none', offer));
      tier((offer) => this.#visitMatching(typed, 'word', offer));
      if (nothing()) tier((offer) => this.#visitMatching(typed, 'start', offer));
    }
    return [...listed, ...delisted].slice(0, first).map((entry) => entry.found);
  }

  /** Adds the best of what is visited and not taken yet. */
  #tier(limit: number, visit: (offer: Offer) => void, listed: Entry[], delisted: Entry[]): void {
    const bestListed = new Best(limit, before);
    const bestDelisted = new Best(limit, before);
    visit((entry, fits) => {
      if (entry.gone || entry.taken === this.#searches) return;
      const best = entry.delisted ? bestDelisted : bestListed;
      if (!best.wants(entry) || (fits && !fits(entry))) return;
      entry.taken = this.#searches;
      best.offer(entry);
    });
    listed.push(...bestListed.items);
    delisted.push(...bestDelisted.items);
  }

  /** Looks only at instruments found by the rarest word typed, as it is or, where a word may be mistyped, with a typing error. */
  #visitMatching(typed: readonly string[], mistyped: Mistyped, offer: Offer): void {
    const counts = typed.map((word) => this.#words.countStart(word));
    const rarest = typed[counts.indexOf(Math.min(...counts))]!;
    const fits = (entry: Entry): boolean => wordsMatch(typed, entry.words, entry.named, mistyped);
    this.#tiers += 1;
    const visit = (entry: Entry): void => {
      if (entry.tried === this.#tiers) return;
      entry.tried = this.#tiers;
      offer(entry, fits);
    };
    this.#words.visitStart(rarest, visit);
    this.#symbols.visitWord(rarest, visit);
    this.#classes.visitWord(rarest, visit);
    if (mistyped !== 'none' && rarest.length >= shortestMistyped) {
      this.#words.visitMistyped(rarest, mistyped === 'start', visit);
    }
  }
}
