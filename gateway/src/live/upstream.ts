import { type Resume, subscribeExtensions } from '@lzstock/kit/live/resume';
import type { Log } from '@lzstock/kit/log';
import { Refusal } from '@lzstock/kit/refusal';
import { traceparentHere } from '@lzstock/kit/trace/span';
import { encodeViewer, type Viewer, viewerHeader } from '@lzstock/kit/viewer';
import type { ExecutionResult, GraphQLFormattedError } from 'graphql';
import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { eyesOf } from './eyes.ts';

/** What one upstream subscription tells. Nothing follows `failed` or `ended`. */
export interface UpstreamReader {
  next(result: ExecutionResult): void;
  /** The connection is gone and is being sought again; values may follow at any time. */
  lost(): void;
  /** The subgraph refused: it told errors without any data, in whichever message. Where values came before and it says that it is away itself, that is a loss. */
  failed(errors: readonly GraphQLFormattedError[]): void;
  /** The subgraph ended the stream. */
  ended(): void;
}

export interface UpstreamRequest {
  readonly subgraph: string;
  readonly viewer: Viewer;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** What was heard last; said to the subgraph whenever the subscription starts, so that it can announce what was lost meanwhile. */
  readonly resume?: (() => Resume | null) | undefined;
}

export interface Upstreams extends AsyncDisposable {
  /** Opens a subscription; the returned function leaves it. Connections are made for the first and closed after the last. */
  subscribe(request: UpstreamRequest, reader: UpstreamReader): () => void;
  /** Open subscriptions. */
  readonly size: number;
  /** Open or sought connections. */
  readonly connections: number;
}

export interface UpstreamOptions {
  readonly url: (subgraph: string) => string;
  readonly headers?: ((subgraph: string, viewer: Viewer) => Record<string, string>) | undefined;
  readonly log: Log;
  readonly random?: () => number;
}

const maxEventBytes = 5 * 1024 * 1024;
const pingMs = 1_000;
const longestWaitMs = 2_000;
const shortestWaitMs = 100;

const viewerHeaders = (_: string, viewer: Viewer): Record<string, string> => {
  const encoded = encodeViewer(viewer);
  return encoded === null ? {} : { [viewerHeader]: encoded };
};

const toSocketUrl = (url: string): string => url.replace(/^http/, 'ws');

const saysAway = ({ extensions }: GraphQLFormattedError): boolean => extensions?.code === 'SUBGRAPH_UNAVAILABLE';

const areErrors = (error: unknown): error is readonly GraphQLFormattedError[] => Array.isArray(error);

/** A connection that is still being sought when nobody needs it any more rejects; nobody is left to tell. */
const close = async (client: Client): Promise<void> => {
  await Promise.resolve(client.dispose()).catch(() => {});
};

interface Line {
  readonly client: Client;
  readonly readers: Set<UpstreamReader>;
}

/**
 * graphql-transport-ws towards subgraphs: one socket for each subgraph and viewer that carries all their subscriptions. A lost or silent socket is sought
 * again without end, after a random wait that grows to two seconds, and every subscription starts anew on it.
 */
export function createUpstreams(options: UpstreamOptions): Upstreams {
  const { log } = options;
  const random = options.random ?? Math.random;
  const headers = options.headers ?? viewerHeaders;
  const lines = new Map<string, Line>();
  let size = 0;
  let disposed = false;

  const jitter = (attempt: number): number => random() * Math.min(longestWaitMs, shortestWaitMs * 2 ** attempt);

  function openLine(subgraph: string, viewer: Viewer): Line {
    class Socket extends WebSocket {
      constructor(url: string, protocols: string[]) {
        super(url, protocols, {
          headers: headers(subgraph, viewer),
          perMessageDeflate: false,
          maxPayload: maxEventBytes,
          handshakeTimeout: 3_000,
        });
      }
    }
    const readers = new Set<UpstreamReader>();
    const read = (): string => new URL(options.url(subgraph)).href;
    let url: string;
    try {
      url = read();
    } catch (err) {
      log.error({ subgraph, err }, 'live: a subgraph has no address');
      throw new Refusal('SUBGRAPH_UNAVAILABLE', 'This part of the graph cannot be reached');
    }
    const presentUrl = (): string => {
      try {
        url = read();
      } catch (err) {
        log.warn({ subgraph, err }, 'live: a subgraph has no address any more, keeping the last one');
      }
      return toSocketUrl(url);
    };
    let silent: NodeJS.Timeout | undefined;
    const client = createClient({
      url: presentUrl,
      webSocketImpl: Socket,
      lazyCloseTimeout: 0,
      connectionAckWaitTimeout: 3_000,
      keepAlive: pingMs,
      retryAttempts: Number.POSITIVE_INFINITY,
      shouldRetry: () => true,
      retryWait: (attempt) => new Promise((resolve) => setTimeout(resolve, jitter(attempt)).unref()),
      on: {
        connected: (_socket, _payload, wasRetry) => {
          if (wasRetry) log.info({ subgraph }, 'live: a subgraph is back');
        },
        ping: (received) => {
          if (received) return;
          clearTimeout(silent);
          silent = setTimeout(() => client.terminate(), pingMs);
        },
        pong: () => clearTimeout(silent),
        closed: () => {
          clearTimeout(silent);
          if (disposed || readers.size === 0) return;
          log.debug({ subgraph }, 'live: a subgraph is away');
          for (const reader of [...readers]) reader.lost();
        },
      },
    });
    return { client, readers };
  }

  /**
   * Leaving waits for the end of the turn: the client counts an operation down twice when it is left in the very turn in which the subgraph completes it,
   * and closes the socket under the others.
   */
  function run(line: Line, request: UpstreamRequest, reader: UpstreamReader): () => void {
    let leave = () => {};
    let retry: NodeJS.Timeout | undefined;
    let left = false;
    let heard = false;
    const traceparent = traceparentHere();
    const start = () => {
      let away = false;
      const refused = (errors: readonly GraphQLFormattedError[]) => {
        if (!heard || !errors.every(saysAway)) return reader.failed(errors);
        away = true;
        reader.lost();
        retry = setTimeout(start, jitter(3));
      };
      leave = line.client.subscribe(
        {
          query: request.query,
          variables: request.variables,
          get extensions() {
            return subscribeExtensions({ resume: request.resume?.() ?? null, traceparent: heard ? null : traceparent });
          },
        },
        {
          next(result) {
            if (left || away) return;
            if (result.data === undefined && result.errors) return refused(result.errors);
            heard = true;
            reader.next(result as ExecutionResult);
          },
          complete: () => left || away || reader.ended(),
          error: (error) => {
            if (left || away) return;
            if (areErrors(error)) return refused(error);
            log.warn({ subgraph: request.subgraph, err: error }, 'live: a subgraph closed for good, trying again');
            reader.lost();
            retry = setTimeout(start, jitter(10));
          },
        },
      );
    };
    start();
    return () => {
      left = true;
      clearTimeout(retry);
      setImmediate(() => leave());
    };
  }

  return {
    get size() {
      return size;
    },
    get connections() {
      return lines.size;
    },
    subscribe(request, reader) {
      if (disposed) throw new Error('upstreams are closed');
      const key = JSON.stringify([request.subgraph, eyesOf(request.viewer)]);
      const line = lines.get(key) ?? openLine(request.subgraph, request.viewer);
      lines.set(key, line);
      line.readers.add(reader);
      size++;
      const stop = run(line, request, reader);
      let left = false;
      return () => {
        if (left) return;
        left = true;
        size--;
        line.readers.delete(reader);
        stop();
        if (line.readers.size > 0) return;
        lines.delete(key);
        setImmediate(() => void close(line.client));
      };
    },
    async [Symbol.asyncDispose]() {
      disposed = true;
      const open = [...lines.values()];
      lines.clear();
      await Promise.all(open.map(({ client }) => close(client)));
    },
  };
}
