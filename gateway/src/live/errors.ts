import { GraphQLError, type GraphQLFormattedError } from 'graphql';

/** Whatever was thrown or told, as errors of GraphQL; codes and other extensions stay. Rethrows what is no error. */
export function toErrors(thrown: unknown): readonly GraphQLError[] {
  if (Array.isArray(thrown)) return thrown.flatMap(toErrors);
  if (thrown instanceof GraphQLError) return [thrown];
  if (thrown instanceof Error) return [new GraphQLError(thrown.message, { originalError: thrown })];
  throw thrown;
}

/** Errors that a subgraph told; they carry its name as `serviceName`, so that they can be told from complaints of the gateway itself. */
export const subgraphErrors = (errors: readonly GraphQLFormattedError[], subgraph: string): readonly GraphQLError[] =>
  errors.map(
    ({ message, path, extensions }) =>
      new GraphQLError(message, { path: path ?? null, extensions: { ...extensions, serviceName: subgraph } }),
  );
