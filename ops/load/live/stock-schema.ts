import {
  GraphQLEnumType,
  GraphQLID,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
} from 'graphql';
import type { Quote } from './prices.ts';
import { companyName } from './world.ts';

/** The part of the public schema that the benchmark's operation reads, as one schema. */
export function makeSchema({
  subscribe,
}: {
  readonly subscribe: (symbols: string[]) => AsyncIterable<unknown>;
}): GraphQLSchema {
  const company = new GraphQLObjectType({ name: 'Company', fields: { name: { type: GraphQLString } } });
  const instrument = new GraphQLObjectType({ name: 'Instrument', fields: { company: { type: company } } });
  const state = new GraphQLEnumType({ name: 'QuoteState', values: { LIVE: {}, STALE: {} } });
  const quote = new GraphQLObjectType({
    name: 'Quote',
    fields: {
      symbol: { type: new GraphQLNonNull(GraphQLID) },
      seq: { type: new GraphQLNonNull(GraphQLInt) },
      last: { type: GraphQLString },
      changePercent: { type: GraphQLString },
      asOf: { type: GraphQLString },
      state: { type: new GraphQLNonNull(state) },
      instrument: { type: instrument, resolve: ({ symbol }: Quote) => ({ company: { name: companyName(symbol) } }) },
    },
  });
  const list = new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(GraphQLID)));
  return new GraphQLSchema({
    query: new GraphQLObjectType({ name: 'Query', fields: { now: { type: GraphQLString } } }),
    subscription: new GraphQLObjectType({
      name: 'Subscription',
      fields: {
        quotes: {
          type: new GraphQLNonNull(quote),
          args: { symbols: { type: list } },
          subscribe: (_, { symbols }) => subscribe(symbols),
        },
      },
    }),
  });
}
