/** Six made-up subgraphs' data in one object graph: every field of every type answers from it, whichever subgraph is asked. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly handle: string;
  readonly born: number;
  readonly reviews: readonly Review[];
}

export interface Film {
  readonly id: string;
  readonly title: string;
  readonly year: number;
  readonly minutes: number;
  readonly showing: boolean;
  readonly director: Person;
  readonly reviews: readonly Review[];
  /** From the length alone, which `cinemas` has to be told. */
  readonly showsPerDay: number;
}

export interface Review {
  readonly id: string;
  readonly text: string;
  readonly stars: number;
  readonly author: Person;
  readonly film: Film;
}

const counts = { people: 8, films: 7, reviews: 18, quotes: 20 };

const count = <T>(length: number, make: (index: number) => T): T[] => Array.from({ length }, (_, index) => make(index));

export const showsPerDay = (minutes: number): number => Math.floor(840 / (minutes + 25));

export const people: readonly Person[] = count(counts.people, (index) => ({
  id: `p${index + 1}`,
  name: `Person Number ${index + 1} of Somewhere`,
  handle: `person-${index + 1}`,
  born: 1950 + ((index * 7) % 50),
  get reviews() {
    return reviews.filter(({ author }) => author.id === `p${index + 1}`);
  },
}));

export const films: readonly Film[] = count(counts.films, (index) => ({
  id: `f${index + 1}`,
  title: `A Film of ${index + 1} Acts and an Epilogue`,
  year: 1970 + ((index * 11) % 50),
  minutes: 80 + ((index * 13) % 60),
  showing: index % 3 > 0,
  director: people[(index * 3) % counts.people]!,
  showsPerDay: showsPerDay(80 + ((index * 13) % 60)),
  get reviews() {
    return reviews.filter(({ film }) => film.id === `f${index + 1}`);
  },
}));

export const reviews: readonly Review[] = count(counts.reviews, (index) => ({
  id: `r${index + 1}`,
  text: `What the ${index + 1}th visitor thought of it, in a sentence that says little.`,
  stars: 1 + ((index * 3) % 5),
  author: people[index % counts.people]!,
  film: films[index % counts.films]!,
}));

export interface Quote {
  readonly symbol: string;
  readonly seq: number;
  readonly last: string;
  readonly changePercent: string;
  readonly asOf: string;
  readonly instrument: Instrument;
}

export interface Instrument {
  readonly symbol: string;
  readonly name: string;
  readonly company: { readonly cik: string; readonly name: string; readonly city: string };
}

export const instruments: readonly Instrument[] = count(counts.quotes, (index) => ({
  symbol: `SY${index + 1}`,
  name: `Common Stock of the ${index + 1}th Company`,
  company: {
    cik: String(1_000_000 + index).padStart(10, '0'),
    name: `The ${index + 1}th Company, Incorporated`,
    city: `City ${index % 7}`,
  },
}));

export const quotes: readonly Quote[] = instruments.map((instrument, index) => ({
  symbol: instrument.symbol,
  seq: index + 100,
  last: (10 + index * 1.37).toFixed(2),
  changePercent: (((index * 7) % 11) - 5).toFixed(2),
  asOf: '2026-01-02T14:30:00.000Z',
  instrument,
}));

export const root = {
  motto: 'One question, one answer.',
  people,
  newFilms: films,
  quotes: ({ symbols }: { readonly symbols: readonly string[] }) =>
    symbols.map((symbol) => quotes.find((quote) => quote.symbol === symbol)),
};
