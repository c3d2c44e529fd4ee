import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { GraphQLError, parse } from 'graphql';
import { createHandler } from 'graphql-http';
import { useServer } from 'graphql-ws/use/ws';
import { Registry } from 'prom-client';
import { WebSocketServer } from 'ws';
import { createServer } from '../boot/http-server.ts';
import { watchEventLoop } from '../health/event-loop.ts';
import { type Check, type Checks, type Health, healthStatus, lookAtHealth } from '../health/health.ts';
import { type Resume, readResume, readTraceparent } from '../live/resume.ts';
import { createAnswer, internal } from '../multiplex/answer.ts';
import { createCancellation } from '../multiplex/cancel.ts';
import { multiplexProtocol } from '../multiplex/protocol.ts';
import { createRequests, httpRequestInfo, type RequestInfo } from '../multiplex/request-info.ts';
import { createMultiplexServer } from '../multiplex/server.ts';
import { gatewayOnly, turnAway, turnSocketAway } from '../signature/admission.ts';
import type { SubgraphKeys } from '../signature/signature.ts';
import { drainHttp, readBody, respond } from './http.ts';
import type { Log } from './log.ts';
import { createOperations, type ExecutionContext } from './operation.ts';
import { readViewer, type Viewer } from './viewer.ts';

export interface ServeOptions {
  readonly name: string;
  /** The context's SDL. */
  readonly typeDefs: string;
  /** Resolvers by type and field, `__resolveReference` included; generated types check them in the context. */
  // biome-ignore lint/suspicious/noExplicitAny: resolvers of any schema
  readonly resolvers: Record<string, any>;
  /**
   * Makes the context of one execution: of each query, mutation and single event of a subscription. `resume` is what a subscriber who lost the connection
   * says it heard last.
   */
  readonly context: (viewer: Viewer, resume: Resume | null, request: RequestInfo) => ExecutionContext;
  /** Loopback where left out. */
  readonly host?: string | undefined;
  /** 0 for any free one. */
  readonly port: number;
  /** Keys of this subgraph: the graph is open to whoever signs with one of them. To everybody where null or left out. */
  readonly secrets?: SubgraphKeys | null | undefined;
  readonly log: Log;
  /** Resolves when everything needed to answer is there; where it rejects, `/health` answers 503. */
  readonly ready: Check;
  /** What the subgraph can do without for a while, by name: where one of them rejects, `/health` says `degraded`, with 200, and the name. */
  readonly helps?: Checks | undefined;
  readonly metrics?: Registry;
}

export interface Served extends AsyncDisposable {
  /** Address of the graph, `http://host:port/graphql`. */
  readonly url: string;
  readonly port: number;
}

/** What a `subscribe` message says beside its operation. */
interface Started {
  readonly resume?: Resume | null;
  readonly startedBy?: string | null;
}

const maxBody = 5 * 1024 * 1024;
const maxSocketMessage = 256 * 1024;
const graceMs = 5_000;
/**
 * Serves a subgraph on `/graphql` over HTTP, graphql-transport-ws and multiplexed connections of the gateway, and `/health` (ready, or degraded), `/live` (running) and
 * `/metrics` beside it, which are open to everybody. With `secrets` the graph answers 401 to what the gateway did not sign. Rejects where the port cannot be
 * listened on. Disposal stops accepting, closes sockets with 1012 (the client comes back), lets running requests end for up to five seconds, and cuts the rest.
 */
export async function serve(options: ServeOptions): Promise<Served> {
  const { name, log } = options;
  const host = options.host ?? '127.0.0.1';
  const metrics = options.metrics ?? new Registry();
  const cancellation = createCancellation();
  const schema = buildSubgraphSchema([
    { typeDefs: parse(options.typeDefs), resolvers: cancellation.guard(options.resolvers) },
  ]);
  const requests = createRequests();
  const operations = createOperations({
    context(transport) {
      const info = requests.infoOf(transport as object);
      const { resume = null, startedBy: _, ...viewer } = transport as Viewer & Started;
      const context = options.context(viewer, resume, info);
      cancellation.tie(context, info.signal);
      return context;
    },
    trace: {
      subgraph: name,
      parent: (transport) => requests.infoOf(transport as object).traceparent,
      subscribeParent: (transport) => (transport as Started).startedBy ?? null,
    },
    log,
  });
  const gateway = gatewayOnly(name, options.secrets ?? null);
  let stopping = false;

  const graphql = createHandler<IncomingMessage, RequestInfo, Record<string, unknown>>({
    schema,
    parse: (source) => operations.parse(typeof source === 'string' ? source : source.body),
    validate: operations.validate,
    execute: operations.execute,
    context: (request) => requests.begin(readViewer(request.raw.headers), request.context),
  });

  const health = (): Promise<Health> | Health =>
    stopping
      ? { status: 'stopping' }
      : lookAtHealth({
          needs: { all: options.ready, ...loop.needs },
          helps: { ...options.helps, ...loop.helps },
          log,
        });

  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname: path, search = '' } = URL.parse(request.url ?? '/', 'http://localhost') ?? {};
    if (path === '/live') return respond(response, 200, { status: 'live' });
    if (path === '/health') {
      const found = await health();
      return respond(response, healthStatus(found), found);
    }
    if (path === '/metrics') {
      return respond(response, 200, await metrics.metrics(), metrics.contentType);
    }
    if (path !== '/graphql') return respond(response, 404, { errors: [{ message: 'Nothing is served at this path' }] });
    if (!gateway.claims(request)) return turnAway(response);
    const body = await readBody(request, maxBody);
    if (body === null)
      return respond(response, 413, { errors: [{ message: `The body is larger than ${maxBody} bytes` }] });
    const method = request.method ?? 'GET';
    if (!gateway.admits(request, method, method === 'GET' ? search : body)) return turnAway(response);
    const [text, init] = await graphql({
      url: request.url ?? '/graphql',
      method,
      headers: { get: (header) => (request.headers[header.toLowerCase()] as string) ?? null },
      body,
      raw: request,
      context: httpRequestInfo(request, response),
    });
    response.writeHead(init.status, init.statusText, init.headers).end(text);
  }

  const server = createServer((request, response) => {
    route(request, response).catch((err: unknown) => {
      log.error({ err }, 'a request failed');
      if (!response.headersSent) respond(response, 500, internal);
      else response.destroy();
    });
  });
  server.keepAliveTimeout = 75_000;

  const multiplex = createMultiplexServer({
    keys: options.secrets ?? null,
    answer: createAnswer({ operations, schema, requests, log }),
    log,
  });
  const sockets = new WebSocketServer({ noServer: true, maxPayload: maxSocketMessage });
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', (err) => log.debug({ err }, 'a socket failed'));
    const path = URL.parse(request.url ?? '/', 'http://localhost')?.pathname;
    if (path !== '/graphql') return socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n');
    const protocol = request.headers['sec-websocket-protocol'] ?? '';
    if (!gateway.admits(request, protocol, '')) return turnSocketAway(socket);
    if (protocol === multiplexProtocol) return multiplex.handleUpgrade(request, socket, head);
    sockets.handleUpgrade(request, socket, head, (ws) => sockets.emit('connection', ws, request));
  });
  const graphqlWs = useServer(
    {
      schema,
      parse: (source) => operations.parse(typeof source === 'string' ? source : source.body),
      validate: operations.validate,
      execute: operations.execute,
      subscribe: operations.subscribe,
      onSubscribe(_connection, _id, { query }) {
        try {
          operations.parse(query);
        } catch (error) {
          if (error instanceof GraphQLError) return [error];
          throw error;
        }
      },
      context: (connection, _id, { extensions }) => ({
        ...readViewer(connection.extra.request.headers),
        resume: readResume(extensions),
        startedBy: readTraceparent(extensions),
      }),
    },
    sockets,
  );

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const loop = watchEventLoop({ metrics, log });
  const { port } = server.address() as AddressInfo;
  const url = `http://${host}:${port}/graphql`;
  log.debug({ url }, `${name} listens`);

  return {
    url,
    port,
    async [Symbol.asyncDispose]() {
      if (stopping) return;
      stopping = true;
      for (const socket of sockets.clients) socket.close(1012, 'Service restart');
      const cut = setTimeout(() => {
        for (const socket of sockets.clients) socket.terminate();
      }, graceMs);
      await Promise.all([drainHttp(server, graceMs), graphqlWs.dispose(), multiplex.drain(graceMs)]);
      clearTimeout(cut);
      loop[Symbol.dispose]();
    },
  };
}
