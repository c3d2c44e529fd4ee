import { executeQueryPlan, type GraphQLDataSource } from '@apollo/gateway';
import type { Log } from '@lzstock/kit/log';
import { type ExecutionResult, GraphQLError, getVariableValues, type OperationTypeNode } from 'graphql';
import { presentError } from './errors.ts';
import type { Graph } from './graph.ts';
import type { OperationContext, OperationRequest, OperationResult } from './operation/operation.ts';
import { createPreparation } from './operation/prepare.ts';
import { dataSource } from './to-subgraph/data-source.ts';
import type { ToSubgraph } from './to-subgraph/subgraph.ts';

/** Answers queries and mutations from the supergraph. Never rejects. */
export interface Executor {
  execute(request: OperationRequest, context: OperationContext, only?: OperationTypeNode): Promise<OperationResult>;
}

export interface ExecutorOptions {
  readonly graph: Graph;
  readonly toSubgraph: (name: string) => ToSubgraph;
  readonly introspection: boolean;
  /** Tokens an operation may have; null for any number. */
  readonly maxTokens: number | null;
  readonly log: Log;
}

type RequestContext = Parameters<typeof executeQueryPlan>[2];

/** Apollo's planner over the supergraph, behind a bounded memory of prepared operations. */
export function createExecutor({ graph, toSubgraph, log, ...options }: ExecutorOptions): Executor {
  const prepare = createPreparation({ graph, ...options });
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
      throw new GraphQLError(`Expected a ${only} here, came a ${operation.operation}`);
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
    async execute(request, context, only) {
      try {
        const { data, errors, extensions } = await run(request, context, only);
        if (!errors) return extensions ? { data: data ?? null, extensions } : { data: data ?? null };
        const safe = errors.map((error) => presentError(error, log));
        return data === undefined ? { errors: safe } : { data, errors: safe };
      } catch (thrown) {
        const errors: readonly unknown[] = Array.isArray(thrown) ? thrown : [thrown];
        return { errors: errors.map((error) => presentError(error, log)) };
      }
    },
  };
}
