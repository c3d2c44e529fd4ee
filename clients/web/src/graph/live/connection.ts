import type { FormattedExecutionResult, GraphQLError } from 'graphql';
import { type Client, createClient } from 'graphql-ws';
import { backoffDelay } from './backoff.ts';
import { createPause } from './pause.ts';

export type LivePhase = 'connecting' | 'live' | 'reconnecting' | 'offline';

export interface LiveStatus {
  readonly phase: LivePhase;
  /** Attempts since the connection was lost. */
  readonly attempt: number;
}

export interface LiveOperation {
  readonly query: string;
  readonly variables: Record<string, unknown>;
}

export interface LiveSink {
  next(data: unknown): void;
  /** The server refused or ended the operation; a lost connection is not told here, the operation then resumes by itself. */
  end(errors: readonly GraphQLError[]): void;
}

export interface LiveConnection extends Disposable {
  status(): LiveStatus;
  onStatus(listener: () => void): () => void;
  subscribe(operation: LiveOperation, sink: LiveSink): () => void;
  /** Ends a wait between attempts. */
  wake(): void;
  /** Tells whether the browser has a network at all. */
  online(is: boolean): void;
}

interface Settings {
  readonly url: string;
  readonly random?: () => number;
  readonly webSocketImpl?: unknown;
  readonly keepAliveMs?: number;
  readonly pongMs?: number;
}

interface Running {
  readonly operation: LiveOperation;
  readonly sink: LiveSink;
  stop: () => void;
}

export function createLiveConnection(settings: Settings): LiveConnection {
  const { url, random = Math.random, webSocketImpl, keepAliveMs = 10_000, pongMs = 5_000 } = settings;
  const listeners = new Set<() => void>();
  const running = new Set<Running>();
  const pause = createPause();
  let status: LiveStatus = { phase: 'connecting', attempt: 0 };
  let network = true;
  let fatalities = 0;
  let disposed = false;
  let client = open();

  function tell(phase: LivePhase, attempt: number): void {
    const shown = network || phase === 'live' ? phase : 'offline';
    if (status.phase === shown && status.attempt === attempt) return;
    status = { phase: shown, attempt };
    for (const listener of listeners) listener();
  }

  function open(): Client {
    let pong: ReturnType<typeof setTimeout> | undefined;
    const mine = () => client === opened && !disposed;
    const opened: Client = createClient({
      url,
      lazy: false,
      keepAlive: keepAliveMs,
      connectionAckWaitTimeout: 5_000,
      retryAttempts: Number.POSITIVE_INFINITY,
      shouldRetry: () => true,
      retryWait: (retries) => pause.wait(backoffDelay(retries, random)),
      onNonLazyError: () => mine() && void replace(),
      on: {
        connecting: (isRetry) => isRetry && tell('reconnecting', status.attempt + 1),
        connected: () => {
          fatalities = 0;
          network = true;
          tell('live', 0);
        },
        closed: () => {
          clearTimeout(pong);
          if (mine()) tell('reconnecting', status.attempt);
        },
        ping: (received) => {
          // A dead network path keeps the socket open for minutes; only a missing answer shows it.
          if (!received) pong = setTimeout(() => opened.terminate(), pongMs);
        },
        pong: (received) => received && clearTimeout(pong),
      },
      ...(webSocketImpl ? { webSocketImpl } : {}),
    });
    return opened;
  }

  /** graphql-ws gives up for good on some close codes; nobody watching prices wants that, so a fresh client takes over. */
  async function replace(): Promise<void> {
    const given = client;
    tell('reconnecting', status.attempt);
    await pause.wait(Math.max(1_000, backoffDelay(fatalities++, random)));
    if (disposed || client !== given) return;
    client = open();
    tell('reconnecting', status.attempt + 1);
    for (const each of running) start(each);
    void given.dispose();
  }

  function start(each: Running): void {
    const source = client;
    const current = () => running.has(each) && source === client;
    each.stop = source.subscribe(
      { query: each.operation.query, variables: each.operation.variables },
      {
        next: (result: FormattedExecutionResult) => {
          if (!current()) return;
          if (result.data) each.sink.next(result.data);
        },
        error: (cause) => {
          if (!current() || !Array.isArray(cause)) return;
          running.delete(each);
          each.sink.end(cause as GraphQLError[]);
        },
        complete: () => {
          if (!current() || disposed) return;
          running.delete(each);
          each.sink.end([]);
        },
      },
    );
  }

  return {
    status: () => status,
    onStatus(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    subscribe(operation, sink) {
      const each: Running = { operation, sink, stop: () => {} };
      running.add(each);
      start(each);
      return () => {
        if (running.delete(each)) each.stop();
      };
    },
    wake: () => pause.wake(),
    online(is) {
      network = is;
      if (is) {
        if (status.phase === 'offline') tell('reconnecting', status.attempt);
        pause.wake();
      } else {
        tell('offline', 0);
        client.terminate();
      }
    },
    [Symbol.dispose]() {
      disposed = true;
      running.clear();
      pause.wake();
      void client.dispose();
    },
  };
}
