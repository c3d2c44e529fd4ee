import type { GraphQLError } from 'graphql';
import type { CompiledPlan } from './compile.ts';
import type { Run } from './run.ts';
import type { Fetch } from './subgraph-fetch.ts';

/** What a plan came to. A plan that could not be run has no `data` at all. */
export interface PlanResult {
  readonly data?: Record<string, unknown> | null;
  /** What subgraphs said and what kept them from answering; an error that `Fetch` rejected with is among them as it is. */
  readonly errors?: readonly Error[];
  /** Where no subgraph said anything: what did not fit the graph and became null for it. */
  readonly extensions?: { readonly valueCompletion?: readonly GraphQLError[] };
}

/**
 * Runs a plan. `variables` are those that the client gave, found good before; defaults need not be filled in. Everything that may be asked at the same
 * time is. Never rejects.
 */
export async function runPlan(
  { step, conditions, shape }: CompiledPlan,
  variables: Readonly<Record<string, unknown>>,
  fetch: Fetch,
): Promise<PlanResult> {
  const errors: Error[] = [];
  try {
    const run: Run = { fetch, variables, conditions: conditions.values(variables), errors, data: null };
    if (step) await step(run);
    const shaped = shape(run.data ?? {}, variables, run.conditions);
    if (errors.length > 0) return { data: shaped.data, errors };
    if (shaped.errors.length === 0) return { data: shaped.data };
    return { data: shaped.data, extensions: { valueCompletion: shaped.errors } };
  } catch (error) {
    return { errors: [...errors, error as Error] };
  }
}
