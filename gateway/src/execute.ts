import { executeQueryPlan, type GraphQLDataSource } from '@apollo/gateway';
import type { Log } from '@lzstock/kit/log';
import { Refusal } from '@lzstock/kit/refusal';
import { type ExecutionResult, OperationTypeNode } from 'graphql';
import { presentErrors } from './errors.ts';
import type { Graph } from './graph.ts';
import { type ChosenOperation, coerceVariables, createChoice } from './operation/choose.ts';
import { badOperation, type OperationLimits } from './operation/limits.ts';
import type { OperationContext, OperationRequest, OperationResult } from './operation/operation.ts';
import { createPreparation } from './operation/prepare.ts';
import { createReader } from './operation/read.ts';
import { dataSource } from './to-subgraph/data-source.ts';
import type { ToSubgraph } from './to-subgraph/subgraph.ts';

/** Answers queries and mutations from the supergraph. */
export interface Executor {
  /**
   * The text to run for what a client asks, subscriptions included. Throws a `Refusal`, a `GraphQLError` or a list of them where it may not run.
   */
  admit(request: OperationRequest): string;
  /** Never rejects. */
  execute(request: OperationRequest, context: OperationContext, only?: OperationTypeNode): Promise<OperationResult>;
}

export interface ExecutorOptions {
  readonly graph: Graph;
  readonly toSubgraph: (name: string) => ToSubgraph;
  readonly introspection: boolean;
  readonly limits: OperationLimits;
  readonly log: Log;
}

type RequestContext = Parameters<typeof executeQueryPlan>[2];

/** Apollo's planner over the supergraph, behind a bounded memory of prepared operations. */
export function createExecutor({ graph, toSubgraph, log, ...options }: ExecutorOptions): Executor {
  const { api, supergraph } = graph;
  const read = createReader({ api, ...options });
  const choose = createChoice({ api, supergraph, read });
  const prepare = createPreparation(graph);
  const presentation = { openSchema: options.introspection, log };
  const services = new Proxy<Record<string, GraphQLDataSource>>(Object.create(null), {
    get(known, name: string) {
      known[name] ??= dataSource(toSubgraph(name));
      return known[name];
    },
  });

  function checkCost({ costOf }: ChosenOperation, variables: Readonly<Record<string, unknown>>): number {
    const cost = costOf(variables);
    if (!(cost <= options.limits.cost)) throw new Refusal('COST_LIMIT', 'The operation would cost more than one may');
    return cost;
  }

  async function run(
    request: OperationRequest,
    context: OperationContext,
    only: OperationTypeNode | undefined,
  ): Promise<ExecutionResult> {
    const chosen = choose(request);
    const { operation, fragments } = chosen;
    if (only && operation.operation !== only)
      throw badOperation(`Expected a ${only} here, came a ${operation.operation}`);
    checkCost(chosen, coerceVariables(api, operation, request.variables));
    const { plan } = prepare(chosen);
    const variables = { ...request.variables };
    return executeQueryPlan(
      plan,
      services,
      { request: { variables }, context, logger: log, schema: graph.api, metrics: {} } as unknown as RequestContext,
      { schema: graph.api, operation, fragments },
      graph.supergraph,
      graph.apiSchema,
    );
  }

  return {
    admit(request) {
      const chosen = choose(request);
      if (chosen.operation.operation === OperationTypeNode.SUBSCRIPTION)
        checkCost(chosen, coerceVariables(api, chosen.operation, request.variables));
      return request.query;
    },
    async execute(request, context, only) {
      try {
        const { data, errors, extensions } = await run(request, context, only);
        if (!errors) return extensions ? { data: data ?? null, extensions } : { data: data ?? null };
        const safe = presentErrors(errors, presentation);
        return data === undefined ? { errors: safe } : { data, errors: safe };
      } catch (thrown) {
        const errors: readonly unknown[] = Array.isArray(thrown) ? thrown : [thrown];
        return { errors: presentErrors(errors, presentation) };
      }
    },
  };
}
