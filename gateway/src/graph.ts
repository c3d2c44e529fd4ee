import { DEFAULT_SUPPORTED_SUPERGRAPH_FEATURES, type Schema, Supergraph } from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';
import { contextFeature } from './authorise/computed-from.ts';
import { enforcedFeatures, type Protection, readProtection } from './authorise/protection.ts';
import { type CacheHints, cacheControlName, readCacheHints } from './cache-control/cache-hints.ts';
import { createPlan, type Plan } from './planner/planner.ts';

/** One supergraph, ready to validate and plan operations. Queries, mutations and subscriptions share it. */
export interface Graph {
  readonly sdl: string;
  /** What clients see. */
  readonly api: GraphQLSchema;
  readonly apiSchema: Schema;
  /** With everything that composition wrote into it. */
  readonly supergraph: GraphQLSchema;
  readonly plan: Plan;
  /** What viewers must have to be told parts of it. */
  readonly protection: Protection;
  readonly cacheHints: CacheHints;
}

/** Bounds the ways the planner weighs; beyond `pathsLimit` it gives up with an error, beyond `maxEvaluatedPlans` it drops the least likely ones. */
const plannerBounds = { maxEvaluatedPlans: 200, pathsLimit: 10_000 };

const supportedFeatures = new Set([...DEFAULT_SUPPORTED_SUPERGRAPH_FEATURES, ...enforcedFeatures, contextFeature]);

/** Reads any composed supergraph. Throws where the text is none, or asks for a feature that would have to be enforced and is not. */
export function openGraph(sdl: string): Graph {
  const source = Supergraph.build(sdl, { supportedFeatures });
  const apiSchema = source.apiSchema();
  const supergraph = source.schema.toGraphQLJSSchema();
  const protection = readProtection(source.schema, supergraph);
  return {
    sdl,
    api: apiSchema.toGraphQLJSSchema(),
    apiSchema,
    supergraph,
    protection,
    cacheHints: readCacheHints(supergraph, protection, cacheControlName(source.schema)),
    plan: createPlan(new QueryPlanner(source, { debug: plannerBounds }), apiSchema),
  };
}
