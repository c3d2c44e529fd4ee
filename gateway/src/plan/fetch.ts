import type { FetchNode } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';
import { fetchEntities } from './fetch-entities.ts';
import { fetchRoot } from './fetch-root.ts';
import { type JsonObject, own, put } from './json.ts';
import type { Route } from './place.ts';
import { compileEntityRepresentation } from './representation.ts';
import { compileRewrites } from './rewrite.ts';
import type { CompiledFetch, Step } from './run.ts';

/** A fetch, to be joined to the objects at the end of `route`; null where the node holds something unknown here. */
export function compileFetch(supergraph: GraphQLSchema, node: FetchNode, route: Route): Step | null {
  const { serviceName, variableUsages = [], operation, operationName, operationKind } = node;
  if (node.contextRewrites?.length || variableUsages.includes('representations')) return null;
  const fetch: CompiledFetch = {
    subgraph: serviceName,
    rewriteInput: compileRewrites(supergraph, node.inputRewrites),
    rewriteOutput: compileRewrites(supergraph, node.outputRewrites),
    variables: (run) => pick(run.variables, variableUsages),
    ask: (run, variables) =>
      run.fetch(serviceName, { query: operation, operationName, variables, kind: operationKind }),
  };
  const step = node.requires
    ? fetchEntities(fetch, route, compileEntityRepresentation(supergraph, node.requires))
    : fetchRoot(fetch, route);
  return (run) =>
    step(run).catch((error: unknown) => {
      run.errors.push(error as Error);
    });
}

function pick(variables: Readonly<JsonObject>, names: readonly string[]): JsonObject {
  const picked: JsonObject = {};
  for (const name of names) {
    const value = own(variables, name);
    if (value !== undefined) put(picked, name, value);
  }
  return picked;
}
