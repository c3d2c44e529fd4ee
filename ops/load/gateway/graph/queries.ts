import { instruments } from './world.ts';

export type QueryName = 'small' | 'entities' | 'heavy';

/** One question that is put again and again. */
export interface Query {
  readonly text: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/**
 * `$mark` changes nothing in any answer. Where it is another one in each request, a gateway can neither take two requests for the same nor send one
 * first fetch for two.
 */
export const queries: Readonly<Record<QueryName, Query>> = {
  small: { text: 'query Small($mark: ID) { motto(mark: $mark) }', variables: {} },
  entities: {
    text: `query Entities($symbols: [ID!]!, $mark: ID) {
  quotes(symbols: $symbols, mark: $mark) {
    symbol seq last changePercent asOf
    instrument { name company { cik name city } }
  }
}`,
    variables: { symbols: instruments.map(({ symbol }) => symbol) },
  },
  heavy: {
    text: `query Heavy($mark: ID) {
  people(mark: $mark) {
    ...person
    reviews {
      ...review
      film { ...film reviews { ...review author { ...person reviews { ...review film { ...film reviews { id author { ...person } } } } } } }
    }
  }
  newFilms(mark: $mark) {
    id title year minutes
    reviews { ...review author { ...person reviews { ...review film { ...film } } } }
  }
}
fragment person on Person { id name handle born }
fragment review on Review { id text stars }
fragment film on Film { id title year minutes showing showsPerDay }`,
    variables: {},
  },
};
