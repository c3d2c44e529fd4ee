import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Place } from './place.ts';

/** A subgraph's error in the client's answer: its message and extensions, the subgraph's name among them, and a place of the client's. */
export function subgraphError(error: GraphQLFormattedError, subgraph: string, path: Place | undefined): GraphQLError {
  const { message, extensions } = error;
  return new GraphQLError(message || `Error while fetching subquery from service "${subgraph}"`, {
    ...(path && { path }),
    extensions: { ...extensions, serviceName: subgraph, code: extensions?.code || 'DOWNSTREAM_SERVICE_ERROR' },
  });
}

/** Where a subgraph says that it failed, undefined where it does not say so in a way that can be read. */
export const pathOf = ({ path }: GraphQLFormattedError): Place | undefined => (Array.isArray(path) ? path : undefined);
