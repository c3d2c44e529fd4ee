import type { Viewer } from '@lzstock/kit/viewer';
import type { GraphQLFormattedError } from 'graphql';
import type { GiveUp } from '../to-subgraph/give-up.ts';

/** What a client asks for, over whatever transport. */
export interface OperationRequest {
  /** The text; may be left out where a hash names it. */
  readonly query?: string | null | undefined;
  /** The hash of a stored operation, perhaps with `sha256:` before it. */
  readonly documentId?: string | null | undefined;
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
  readonly extensions?: Readonly<Record<string, unknown>> | null | undefined;
  /** The JSON object that all of it was read from, where it was. */
  readonly source?: string | undefined;
}

/** What travels with one client operation, from the door to every subgraph that it needs. */
export interface OperationContext {
  readonly viewer: Viewer;
  /** Where the operation belongs in a trace, as W3C Trace Context writes it; told to subgraphs. */
  readonly traceparent?: string | undefined;
  /**
   * When the client wants its answer, on the clock of `performance.now()`. No subgraph is waited for any longer; its own deadline alone holds where left
   * out. A mutation is waited for whatever this says.
   */
  readonly dueAt?: number | undefined;
  /** Aborts when the client lost interest. A mutation goes on. */
  readonly signal?: GiveUp | undefined;
  /** Address that the client came from, by which visitors are told apart. */
  readonly address?: string | undefined;
}

/** An answer as the client gets it. A request error has no `data` at all. */
export interface OperationResult {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly GraphQLFormattedError[];
  readonly extensions?: Record<string, unknown>;
}
