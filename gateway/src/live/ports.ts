import type { IncomingMessage } from 'node:http';
import type { Log } from '@lzstock/kit/log';
import type { Viewer } from '@lzstock/kit/viewer';
import type { FormattedExecutionResult, GraphQLError, GraphQLFormattedError } from 'graphql';
import type { Registry } from 'prom-client';
import type { Authorise } from '../authorise/authorise.ts';
import type { Graph } from '../graph.ts';
import type { ToSubgraph } from '../to-subgraph/subgraph.ts';
import type { Limits } from './limits.ts';

/** What a client sends to start an operation. */
export interface OperationParams {
  readonly query?: string | null | undefined;
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
  readonly extensions?: Readonly<Record<string, unknown>> | null | undefined;
}

/** One client connection, as the ports see it. */
export interface Connection {
  readonly viewer: Viewer;
  /** Whence it came; the proxy's where there is one. */
  readonly address: string;
}

/** Who connected, and until when that is known to hold. */
export interface Admission {
  readonly viewer: Viewer;
  /** Milliseconds since 1970. The socket is closed with 4801 then unless a `ping` with fresh parameters came before. Never where left out. */
  readonly expiresAt?: number | undefined;
  /** Whether it was not revoked meanwhile; asked at every `Live.recheck`. It always holds where left out. */
  readonly holds?: (() => boolean) | undefined;
}

/** Everything the live room needs from the gateway around it. */
export interface LivePorts {
  /** The composed schema to begin with; `replace` takes later ones. */
  readonly graph: Graph;
  /** Address of a subgraph's graph, `http(s)://…` or `ws(s)://…`; asked at every connect, so it may change. */
  readonly subgraphUrl: (subgraph: string) => string;
  /** Headers of the upgrade request to a subgraph on behalf of `viewer`; the kit's viewer header where left out. */
  readonly subgraphHeaders?: ((subgraph: string, viewer: Viewer) => Record<string, string>) | undefined;
  /** Carries the joined fetches, each with the eyes of who reads the event; asked for at every fetch, so it may change. */
  readonly toSubgraph: (subgraph: string) => ToSubgraph;
  /**
   * Subgraphs that answer every viewer alike, except for fields marked private. An event that joins nothing else is completed once, as a visitor, for
   * everybody; any other for each viewer. None where left out.
   */
  readonly publicSubgraphs?: ((subgraph: string) => boolean) | undefined;
  /** Answers a query or mutation; its errors are already fit for the client. `signal` aborts when the client loses interest. */
  readonly execute: (
    params: OperationParams,
    connection: Connection,
    signal: AbortSignal,
  ) => Promise<FormattedExecutionResult>;
  /**
   * Says which text to run for what a client starts: persisted operations are looked up, limits applied. Throws a `GraphQLError`, or an error with
   * `extensions`, to refuse. The text as sent where left out.
   */
  readonly admit?: ((params: OperationParams, connection: Connection) => Promise<string> | string) | undefined;
  /** Milliseconds that planning a subscription may take, by its admitted text; any time where left out. */
  readonly planningMs?: ((text: string) => number) | undefined;
  /** What a viewer may be told of a subscription; null where that is all of it. Everyone is told everything where left out. */
  readonly judge?: Authorise['judge'] | undefined;
  /** Who connects, from the payload of `connection_init`. Throws to refuse: the socket is closed with 4403. Visitors where left out. */
  readonly authenticate?:
    | ((payload: Readonly<Record<string, unknown>>, address: string) => Promise<Admission> | Admission)
    | undefined;
  /** Whether a page of this origin may connect; `undefined` for clients that send none. Everyone where left out. */
  readonly allowOrigin?: ((origin: string | undefined, request: IncomingMessage) => boolean) | undefined;
  /**
   * Errors as the client may see them. Those that a subgraph told carry its name in `extensions.serviceName`; those the room itself raises carry a
   * `code`, or none where they are complaints of graphql-js about the document or its variables.
   */
  readonly formatErrors: (errors: readonly GraphQLError[]) => readonly GraphQLFormattedError[];
  readonly log: Log;
  /** Where the gauges and counters are registered; nothing is measured where left out. */
  readonly metrics?: Registry | undefined;
  /** Called each time that the plan of an event is left to Apollo's executor. */
  readonly fellBack?: (() => void) | undefined;
  /** Milliseconds between two writes of one socket, 100 where left out. */
  readonly flushMs?: number | undefined;
  /** Share of the memory in use, 0 to 1; what this process and its container say where left out. */
  readonly pressure?: (() => number) | undefined;
  readonly limits?: Partial<Limits> | undefined;
}
