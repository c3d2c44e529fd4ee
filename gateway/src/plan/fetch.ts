import type { FetchNode } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';
import { compileContexts } from './context.ts';
import { fetchEntities } from './fetch-entities.ts';
import { fetchRoot } from './fetch-root.ts';
import { type JsonObject, own, put } from './json.ts';
import type { Route } from './place.ts';
import { compileEntityRepresentation } from './representation.ts';
import { compileRewrites } from './rewrite.ts';
import { attempt, type CompiledFetch, type Step } from './run.ts';

/** A fetch, to be joined to the objects at the end of `route`; null where the node holds something unknown here. */
export function compileFetch(supergraph: GraphQLSchema, node: FetchNode, route: Route): Step | null {
  const { serviceName, variableUsages = [], operation, operationName, operationKind } = node;
  if (variableUsages.includes('representations')) return null;
  const contexts = compileContexts(supergraph, node.contextRewrites);
  if (contexts && !node.requires) throw new Error('expected arguments from contexts only where entities are fetched');
  const given = variableUsages.filter((name) => !contexts?.names.includes(name));
  const request = {
    query: operation,
    operationName,
    kind: operationKind,
    ...(contexts && { contextual: contexts.names }),
  };
  const fetch: CompiledFetch = {
    subgraph: serviceName,
    rewriteInput: compileRewrites(supergraph, node.inputRewrites),
    rewriteOutput: compileRewrites(supergraph, node.outputRewrites),
    variables: (run) => pick(run.variables, given),
    ask: (run, variables) => run.fetch(serviceName, { ...request, variables }),
  };
  const step = node.requires
    ? fetchEntities(fetch, route, compileEntityRepresentation(supergraph, node.requires), contexts)
    : fetchRoot(fetch, route);
  return (run) => attempt(run, step(run));
}

function pick(variables: Readonly<JsonObject>, names: readonly string[]): JsonObject {
  const picked: JsonObject = {};
  for (const name of names) {
    const value = own(variables, name);
    if (value !== undefined) put(picked, name, value);
  }
  return picked;
}
