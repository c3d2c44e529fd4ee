import type { Viewer } from '@lzstock/kit/viewer';
import { type ExecutionResult, GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { RunOperation } from '../operation/run.ts';
import { copy } from '../plan/merge.ts';
import type { ToSubgraph } from '../to-subgraph/subgraph.ts';
import { subgraphErrors, toErrors } from './errors.ts';
import type { LiveEvent } from './event.ts';
import { eventService, type LivePlan } from './plan.ts';

export interface CompletionOptions {
  readonly toSubgraph: (subgraph: string) => ToSubgraph;
  readonly run: RunOperation;
  readonly formatErrors: (errors: readonly GraphQLError[]) => readonly GraphQLFormattedError[];
}

/** Turns events into what the client asked for. */
export type Complete = (
  plan: LivePlan,
  event: LiveEvent,
  variables: Readonly<Record<string, unknown>>,
  viewer: Viewer,
) => Promise<ExecutionResult>;

/**
 * Completes an event by the rest of its plan, with a context of its own, and shapes it. A joined subgraph that fails leaves nulls and an error.
 */
export function createCompletion({ toSubgraph, run, formatErrors }: CompletionOptions): Complete {
  return async (plan, event, variables, viewer) => {
    const source = { ask: async () => handOut(event) };
    const way = (name: string): ToSubgraph => (name === eventService ? source : toSubgraph(name));
    const result = await run(plan.completion, variables, { viewer }, way);
    const { data, errors: withheld } = plan.fill?.(result.data ?? null) ?? { data: result.data ?? null, errors: [] };
    if (!result.errors?.length && withheld.length === 0) return { data };
    const failed = (result.errors ?? []).flatMap((error) =>
      error instanceof GraphQLError && error.extensions.serviceName === eventService
        ? subgraphErrors([error.toJSON()], plan.subgraph)
        : toErrors(error),
    );
    return { data, errors: formatErrors([...failed, ...withheld]) as unknown as readonly GraphQLError[] };
  };
}

/** What is joined to an event is merged into it, so the one that is kept is never handed out itself. */
const handOut = ({ result }: LiveEvent): Awaited<ReturnType<ToSubgraph['ask']>> => ({
  data: copy(result.data ?? null),
  ...(result.errors && { errors: result.errors as readonly GraphQLFormattedError[] }),
});
