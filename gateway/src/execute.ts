import { executeQueryPlan, type GraphQLDataSource } from '@apollo/gateway';
import type { Log } from '@lzstock/kit/log';
import { type ExecutionResult, getVariableValues, type OperationTypeNode } from 'graphql';
import { presentErrors } from './errors.ts';
import type { Graph } from './graph.ts';
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
  const read = createReader({ api: graph.api, ...options });
  const prepare = createPreparation(graph, read);
  const presentation = { openSchema: options.introspection, log };
  const services = new Proxy<Record<string, GraphQLDataSource>>(Object.create(null), {
    get(known, name: string) {
      known[name] ??= dataSource(toSubgraph(name));
      return known[name];
    },
  });

  async function run(
    request: OperationRequest,
    context: OperationContext,
    only: OperationTypeNode | undefined,
  ): Promise<ExecutionResult> {
    const { operation, fragments, plan } = prepare(request.query, request.operationName ?? null);
    if (only && operation.operation !== only)
      throw badOperation(`Expected a ${only} here, came a ${operation.operation}`);
    const variables = { ...request.variables };
    const { errors } = getVariableValues(graph.api, operation.variableDefinitions ?? [], variables);
    if (errors) return { errors };
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
    admit({ query }) {
      read(query);
      return query;
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
