import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';

/** A graph of two subgraphs, one of which is broken on purpose. */

const federation = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])';

export const ordersSdl = `${federation}
  type Query { orders: [Order!] placed(key: ID!): Int }
  type Mutation { place(key: ID!, afterMs: Int! = 0): Order }
  type Order @key(fields: "id") { id: ID! number: Int }
`;

export const partsSdl = `${federation}
  type Query { parts: [Part!]! }
  type Part { id: ID! left: Int! }
`;

export function smallSupergraph(urls: { readonly orders: string; readonly parts: string }): string {
  const { supergraphSdl, errors } = composeServices([
    { name: 'orders', url: urls.orders, typeDefs: parse(ordersSdl) },
    { name: 'parts', url: urls.parts, typeDefs: parse(partsSdl) },
  ]);
  if (!supergraphSdl) throw new Error(errors?.map(({ message }) => message).join('\n'));
  return supergraphSdl;
}
