import type { JsonObject } from './json.ts';
import type { Rewrite } from './rewrite.ts';
import type { Fetch, FetchAnswer } from './subgraph-fetch.ts';

/** One run of a plan. */
export interface Run {
  readonly fetch: Fetch;
  readonly variables: Readonly<JsonObject>;
  /** What the variables of `@skip` and `@include` say, in the order of the plan's conditions. */
  readonly conditions: readonly boolean[];
  /** What went wrong at subgraphs, in order of arrival. */
  readonly errors: Error[];
  /** What the subgraphs answered, joined; null before the first answer. */
  data: JsonObject | null;
}

/** A part of a plan. Never rejects. */
export type Step = (run: Run) => Promise<void>;

/** Resolves where something of a run is done; what it rejects with is an error of the run. */
export const attempt = ({ errors }: Run, done: Promise<void>): Promise<void> =>
  done.catch((error: unknown) => {
    errors.push(error as Error);
  });

/** What every fetch of a plan needs. */
export interface CompiledFetch {
  readonly subgraph: string;
  readonly rewriteInput: Rewrite | null;
  readonly rewriteOutput: Rewrite | null;
  /** Those of the client's variables that the fetch uses. */
  variables(run: Run): JsonObject;
  ask(run: Run, variables: JsonObject): Promise<FetchAnswer>;
}
