import { executeQueryPlan, type GraphQLDataSource } from '@apollo/gateway';
import type { Log } from '@lzstock/kit/log';
import type { Viewer } from '@lzstock/kit/viewer';
import type { ExecutionResult, GraphQLError, GraphQLFormattedError } from 'graphql';
import { subgraphErrors, toErrors } from './errors.ts';
import { copy, type LiveEvent } from './event.ts';
import { eventService, type LivePlan } from './plan.ts';

export interface CompletionOptions {
  /** The data source of a joined subgraph. */
  readonly joined: (subgraph: string, plan: LivePlan) => GraphQLDataSource;
  readonly formatErrors: (errors: readonly GraphQLError[]) => readonly GraphQLFormattedError[];
  readonly log: Log;
}

/** Turns events into what the client asked for. */
export type Complete = (
  plan: LivePlan,
  event: LiveEvent,
  variables: Readonly<Record<string, unknown>>,
  viewer: Viewer,
) => Promise<ExecutionResult>;

type RequestContext = Parameters<typeof executeQueryPlan>[2];

/**
 * Completes an event by the rest of its plan, with a context of its own, and shapes it. A joined subgraph that fails leaves nulls and an error; only a
 * fault of the executor itself rejects.
 */
export function createCompletion({ joined, formatErrors, log }: CompletionOptions): Complete {
  const services = new WeakMap<LivePlan, Record<string, GraphQLDataSource>>();

  function servicesOf(plan: LivePlan): Record<string, GraphQLDataSource> {
    const known = services.get(plan);
    if (known) return known;
    const made = Object.fromEntries(plan.joined.map((name) => [name, joined(name, plan)]));
    services.set(plan, made);
    return made;
  }

  return async (plan, event, variables, viewer) => {
    const source = { process: async () => handOut(event) };
    const context = { viewer };
    const request = { variables: variables as Record<string, unknown> };
    const result = await executeQueryPlan(
      plan.completion,
      { ...servicesOf(plan), [eventService]: source },
      { request, context, logger: log, schema: plan.graph.api, metrics: {} } as unknown as RequestContext,
      plan.context,
      plan.graph.supergraph,
      plan.graph.apiSchema,
    );
    const { data, errors: withheld } = plan.fill?.(result.data ?? null) ?? { data: result.data ?? null, errors: [] };
    const failed = (result.errors ?? []).flatMap((error) =>
      error.extensions?.serviceName === eventService
        ? subgraphErrors([error.toJSON()], plan.subgraph)
        : toErrors(error),
    );
    const errors = [...failed, ...withheld];
    if (errors.length === 0) return { data };
    return { data, errors: formatErrors(errors) as unknown as readonly GraphQLError[] };
  };
}

const handOut = ({ result }: LiveEvent): Awaited<ReturnType<GraphQLDataSource['process']>> => ({
  data: copy(result.data ?? null),
  ...(result.errors && { errors: result.errors as readonly GraphQLFormattedError[] }),
});
