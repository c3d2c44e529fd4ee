import { readFileSync } from 'node:fs';
import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { films, instruments, people, quotes, reviews, root, showsPerDay } from './world.ts';

export const subgraphNames = ['people', 'films', 'reviews', 'cinemas', 'quotes', 'firms'] as const;
export type SubgraphName = (typeof subgraphNames)[number];

export const sdlOf = (name: SubgraphName): string => readFileSync(new URL(`${name}.graphql`, import.meta.url), 'utf8');

/** The supergraph of subgraphs that answer at `url`. */
export function compose(url: (name: SubgraphName) => string): string {
  const { supergraphSdl, errors } = composeServices(
    subgraphNames.map((name) => ({ name, url: url(name), typeDefs: parse(sdlOf(name)) })),
  );
  if (!supergraphSdl) throw new Error(`expected subgraphs that compose, came ${errors?.map(String).join('; ')}`);
  return supergraphSdl;
}

const find = <T extends { readonly id: string }>(list: readonly T[]) => ({
  __resolveReference: ({ id }: { readonly id: string }) => list.find((each) => each.id === id),
});

const inCinema = {
  __resolveReference: ({ id, minutes }: { readonly id: string; readonly minutes?: number }) => ({
    id,
    showing: films.find((film) => film.id === id)?.showing,
    minutes,
  }),
  showsPerDay: ({ minutes }: { readonly minutes: number }) => showsPerDay(minutes),
};

const query = (...names: (keyof typeof root)[]) =>
  Object.fromEntries(
    names.map((name) => {
      const value = root[name];
      return [
        name,
        (_: unknown, args: { readonly symbols: string[] }) => (typeof value === 'function' ? value(args) : value),
      ];
    }),
  );

/** What each subgraph knows. */
// biome-ignore lint/suspicious/noExplicitAny: resolvers of six schemas
export const resolvers: Readonly<Record<SubgraphName, Record<string, any>>> = {
  people: { Query: query('motto', 'people'), Person: find(people) },
  films: { Query: query('newFilms'), Film: find(films) },
  reviews: { Person: find(people), Film: find(films), Review: find(reviews) },
  cinemas: { Film: inCinema },
  quotes: {
    Query: query('quotes'),
    Quote: { __resolveReference: ({ symbol }: { symbol: string }) => quotes.find((each) => each.symbol === symbol) },
  },
  firms: {
    Instrument: {
      __resolveReference: ({ symbol }: { symbol: string }) => instruments.find((each) => each.symbol === symbol),
    },
    Company: {
      __resolveReference: ({ cik }: { cik: string }) => instruments.find(({ company }) => company.cik === cik)?.company,
    },
  },
};
