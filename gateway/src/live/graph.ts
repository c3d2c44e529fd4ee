import { type Schema, Supergraph } from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';
import { readLiveFields, type Sharing } from './directive.ts';

/** One supergraph, ready to validate and plan subscriptions. */
export interface Graph {
  readonly sdl: string;
  /** What clients see. */
  readonly api: GraphQLSchema;
  readonly apiSchema: Schema;
  /** With everything that composition wrote into it. */
  readonly supergraph: GraphQLSchema;
  readonly planner: QueryPlanner;
  /** Sharing by subscription field. */
  readonly live: ReadonlyMap<string, Sharing>;
}

/** Reads any composed supergraph. Throws where the text is none. */
export function openGraph(sdl: string): Graph {
  const source = Supergraph.build(sdl);
  const apiSchema = source.apiSchema();
  const supergraph = source.schema.toGraphQLJSSchema();
  return {
    sdl,
    api: apiSchema.toGraphQLJSSchema(),
    apiSchema,
    supergraph,
    planner: new QueryPlanner(source),
    live: readLiveFields(supergraph),
  };
}
