import { GraphQLError, type GraphQLFormattedError } from 'graphql';

const isError = (thrown: unknown): thrown is Error =>
  typeof thrown === 'object' && thrown !== null && 'message' in thrown && typeof thrown.message === 'string';

/** Whatever was thrown or told, as errors of GraphQL; messages, codes and other extensions stay. */
export function toErrors(thrown: unknown): readonly GraphQLError[] {
  if (Array.isArray(thrown)) return thrown.flatMap(toErrors);
  if (thrown instanceof GraphQLError) return [thrown];
  const cause = isError(thrown) ? thrown : new Error(String(thrown));
  return [new GraphQLError(cause.message, { originalError: cause })];
}

/** Errors that a subgraph told; they carry its name as `serviceName`, so that they can be told from complaints of the gateway itself. */
export const subgraphErrors = (errors: readonly GraphQLFormattedError[], subgraph: string): readonly GraphQLError[] =>
  errors.map(
    ({ message, path, extensions }) =>
      new GraphQLError(message, { path: path ?? null, extensions: { ...extensions, serviceName: subgraph } }),
  );
