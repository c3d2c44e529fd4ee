import type { executeQueryPlan, GraphQLDataSource } from '@apollo/gateway';
import type { QueryPlan } from '@apollo/query-planner';
import type { Log } from '@lzstock/kit/log';
import type { CompiledPlan, PlannedGraph, PlannedOperation } from '../plan/compile.ts';
import { createFetchMerger, type MergeFetches } from '../plan/merge-fetches.ts';
import { type PlanResult, runPlan } from '../plan/run-plan.ts';
import type { Fetch } from '../plan/subgraph-fetch.ts';
import { dataSource } from '../to-subgraph/data-source.ts';
import type { ToSubgraph } from '../to-subgraph/subgraph.ts';
import type { OperationContext } from './operation.ts';

export interface RunnerOptions {
  /** Whether entity fetches that start together at one subgraph travel in one request. */
  readonly mergeFetches: boolean;
  /** Called each time that a plan is left to Apollo's executor. */
  readonly fellBack: () => void;
  readonly log: Log;
}

/** An operation with its plan, ready to run any number of times. */
export interface Runnable extends PlannedOperation {
  readonly graph: PlannedGraph;
  readonly plan: QueryPlan;
  /** Null where only Apollo's executor can run the plan. */
  readonly compiled: CompiledPlan | null;
}

/** Runs an operation; `variables` were found good before, `subgraph` finds the way to each. Errors of subgraphs carry the subgraph's name. */
export type RunOperation = (
  runnable: Runnable,
  variables: Readonly<Record<string, unknown>>,
  context: OperationContext,
  subgraph: (name: string) => ToSubgraph,
) => Promise<PlanResult>;

type RequestContext = Parameters<typeof executeQueryPlan>[2];

/** Loaded when it is first needed: it is a fifth of what a start would load, and hardly any plan needs it. */
const loadApollo = () => import('@apollo/gateway');

/** Runs what is compiled by our executor, and the rest by Apollo's. */
export function createRunner({ mergeFetches, fellBack, log }: RunnerOptions): RunOperation {
  const merge: MergeFetches = mergeFetches ? createFetchMerger() : (fetch) => fetch;

  return ({ graph, operation, fragments, plan, compiled }, variables, context, subgraph) => {
    if (compiled) {
      const fetch: Fetch = (name, request) => subgraph(name).ask(request, context);
      return runPlan(compiled, variables, compiled.merges ? merge(fetch) : fetch);
    }
    fellBack();
    const services = new Proxy<Record<string, GraphQLDataSource>>(Object.create(null), {
      get: (_, name: string) => dataSource(subgraph(name)),
    });
    return loadApollo().then(
      (apollo) =>
        apollo.executeQueryPlan(
          plan,
          services,
          { request: { variables }, context, logger: log, schema: graph.api, metrics: {} } as unknown as RequestContext,
          { schema: graph.api, operation, fragments },
          graph.supergraph,
          graph.apiSchema,
        ) as Promise<PlanResult>,
    );
  };
}
