import { executeQueryPlan, type GraphQLDataSource } from '@apollo/gateway';
import type { Log } from '@lzstock/kit/log';
import type { Graph } from '../graph.ts';
import { type PlanResult, runPlan } from '../plan/run-plan.ts';
import { dataSource } from '../to-subgraph/data-source.ts';
import type { ToSubgraph } from '../to-subgraph/subgraph.ts';
import type { OperationContext } from './operation.ts';
import type { PreparedOperation } from './prepare.ts';

export interface RunnerOptions {
  readonly graph: Graph;
  readonly toSubgraph: (name: string) => ToSubgraph;
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
export function createRunner({ graph, toSubgraph, fellBack, log }: RunnerOptions): RunOperation {
  const known = new Map<string, ToSubgraph>();
  const subgraph = (name: string): ToSubgraph => {
    const to = known.get(name) ?? toSubgraph(name);
    known.set(name, to);
    return to;
  };
  const services = new Proxy<Record<string, GraphQLDataSource>>(Object.create(null), {
    get: (_, name: string) => dataSource(subgraph(name)),
  });

  return ({ operation, fragments, plan, compiled }, variables, context) => {
    if (compiled) return runPlan(compiled, variables, (name, request) => subgraph(name).ask(request, context));
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
