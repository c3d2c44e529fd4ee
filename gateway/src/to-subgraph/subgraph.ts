import type { GraphQLFormattedError } from 'graphql';
import type { OperationContext } from '../operation/operation.ts';

/** One operation for one subgraph. */
export interface SubgraphRequest {
  readonly query: string;
  readonly operationName?: string | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
}

export interface SubgraphAnswer {
  readonly data?: Record<string, unknown> | null;
  /** Fit for a client. */
  readonly errors?: readonly GraphQLFormattedError[];
  /** Whether somebody else holds `data` too: it is copied before anything happens to it. */
  readonly shared?: boolean;
}

/**
 * The way to one subgraph. Never rejects: whatever keeps an answer from coming (refused, cut, late, too large, not GraphQL) becomes one
 * `SUBGRAPH_UNAVAILABLE` error at the first field that is missing, so that the rest of the client's answer stands. Errors of the subgraph are masked.
 */
export interface ToSubgraph {
  ask(request: SubgraphRequest, context: OperationContext): Promise<SubgraphAnswer>;
}
