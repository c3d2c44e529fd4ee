import type { GraphQLFormattedError, OperationTypeNode } from 'graphql';
import { isObject, type JsonObject } from './json.ts';
import { copy } from './merge.ts';

/** What a plan asks of one subgraph. */
export interface FetchRequest {
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly kind: OperationTypeNode;
  /** Variables that mean what they mean in this request alone. */
  readonly contextual?: readonly string[];
}

export interface FetchAnswer {
  /** Becomes the run's own, to join others to it and to hand it on in the result, unless it is `shared`. */
  readonly data?: Record<string, unknown> | null | undefined;
  readonly errors?: readonly GraphQLFormattedError[] | undefined;
  /** Whether somebody else holds `data` too: it is copied before anything happens to it. */
  readonly shared?: boolean | undefined;
}

/** Asks one subgraph. Where it rejects, what was asked stays away and the reason is among the errors of the result as it is. */
export type Fetch = (subgraph: string, request: FetchRequest) => Promise<FetchAnswer>;

/** Whether there are data. Throws where they are no object. */
export function hasData(answer: FetchAnswer): answer is FetchAnswer & { readonly data: JsonObject } {
  const { data } = answer;
  if (data === null || data === undefined) return false;
  if (!isObject(data)) throw new Error('Expected "data" in response to be an object');
  return true;
}

/** The data of an answer, to be changed at will; null where there is none. Throws where it is no object. */
export function answered(answer: FetchAnswer): JsonObject | null {
  if (!hasData(answer)) return null;
  return answer.shared ? copy(answer.data) : answer.data;
}
