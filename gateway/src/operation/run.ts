import { executeQueryPlan, type GraphQLDataSource } from '@apollo/gateway';
import type { Log } from '@lzstock/kit/log';
import type { Graph } from '../graph.ts';
import { createFetchMerger, type MergeFetches } from '../plan/merge-fetches.ts';
import { type PlanResult, runPlan } from '../plan/run-plan.ts';
import type { Fetch } from '../plan/subgraph-fetch.ts';
import { dataSource } from '../to-subgraph/data-source.ts';
import type { ToSubgraph } from '../to-subgraph/subgraph.ts';
import type { OperationContext } from './operation.ts';
import type { PreparedOperation } from './prepare.ts';

export interface RunnerOptions {
  readonly graph: Graph;
  readonly toSubgraph: (name: string) => ToSubgraph;
  /** Whether entity fetches that start together at one subgraph travel in one request. */
  readonly mergeFetches: boolean;
  /** Called each time that a plan is left to Apollo's executor. */
  readonly fellBack: () => void;
  readonly log: Log;
}

/** Runs a prepared operation; `variables` were found good before. Errors of subgraphs carry the subgraph's name. */
export type RunOperation = (
  prepared: PreparedOperation,
  variables: Readonly<Record<string, unknown>>,
  context: OperationContext,
) => Promise<PlanResult>;

type RequestContext = Parameters<typeof executeQueryPlan>[2];

/** Runs what is compiled by our executor, and the rest by Apollo's. */
export function createRunner({ graph, toSubgraph, mergeFetches, fellBack, log }: RunnerOptions): RunOperation {
  const known = new Map<string, ToSubgraph>();
  const subgraph = (name: string): ToSubgraph => {
    const to = known.get(name) ?? toSubgraph(name);
    known.set(name, to);
    return to;
  };
  const services = new Proxy<Record<string, GraphQLDataSource>>(Object.create(null), {
    get: (_, name: string) => dataSource(subgraph(name)),
  });

  const merge: MergeFetches = mergeFetches ? createFetchMerger() : (fetch) => fetch;

  return ({ operation, fragments, plan, compiled }, variables, context) => {
    if (compiled) {
      const fetch: Fetch = (name, request) => subgraph(name).ask(request, context);
      return runPlan(compiled, variables, merge(fetch));
    }
    fellBack();
    return executeQueryPlan(
      plan,
      services,
      { request: { variables }, context, logger: log, schema: graph.api, metrics: {} } as unknown as RequestContext,
      { schema: graph.api, operation, fragments },
      graph.supergraph,
      graph.apiSchema,
    ) as Promise<PlanResult>;
  };
}
