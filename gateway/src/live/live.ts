import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { Graph } from '../graph.ts';
import { createRunner } from '../operation/run.ts';
import { createArrivals } from './arrivals.ts';
import { closeCode } from './close-code.ts';
import { createCompletion } from './complete.ts';
import { createExpiries } from './expiries.ts';
import { createFlushClock } from './flush-clock.ts';
import { createCounted, type OpenNow, registerGauges } from './gauges.ts';
import { withLiveFields } from './graph.ts';
import { createHub } from './hub.ts';
import { defaultLimits, type Limits } from './limits.ts';
import type { LivePorts } from './ports.ts';
import { createPreparation } from './prepare.ts';
import { watchPressure } from './pressure.ts';
import { createShedding } from './shedding.ts';
import { type ClientSocket, createClientSocket, OwnedWebSocket, type SocketShare } from './socket.ts';
import { createStreams } from './stream.ts';
import { createUpstreams } from './upstream.ts';

/** Federated live subscriptions over graphql-transport-ws. */
export interface Live extends AsyncDisposable {
  /** Takes an upgrade request of an HTTP server; answers it in any case. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /**
   * Takes a new supergraph without closing a socket. Running subscriptions that it plans differently move over, and what they read upstream stays open
   * where that did not change; those that it does not allow end with its errors. Throws, and changes nothing, where it cannot be read.
   */
  replace(graph: Graph): void;
  /** Closes the sockets of one viewer with 4403 or those of an expired sign-in. */
  revoke(viewerId: string): void;
  /** Closes with 4403 the sockets whose admission no longer holds. */
  recheck(): void;
  /** Takes no more sockets and closes those that are open with 1012, spread over five seconds. Resolves when the last is closed. */
  drain(): Promise<void>;
  readonly open: OpenNow;
}

const protocolName = 'graphql-transport-ws';
const lookMs = 250;
const retrySeconds = 5;

/** Opens the live room. Connects to nobody before the first subscription; disposal drains, then closes everything. */
export function createLive(ports: LivePorts): Live {
  const limits: Limits = { ...defaultLimits, ...ports.limits };
  const { log } = ports;
  const counted = createCounted();
  const subscriptions = { count: 0, owners: 0 };
  const sockets = new Set<ClientSocket>();
  let prepare = createPreparation(withLiveFields(ports.graph), limits, ports);
  let draining: Promise<void> | null = null;
  let allLeft = Promise.withResolvers<void>();

  const isPublic = ports.publicSubgraphs ?? (() => false);
  const upstreams = createUpstreams({ url: ports.subgraphUrl, headers: ports.subgraphHeaders, log });
  const hub = createHub({ upstreams, lossGraceMs: limits.lossGraceMs });
  const complete = createCompletion({
    toSubgraph: ports.toSubgraph,
    run: createRunner({ mergeFetches: false, fellBack: ports.fellBack ?? (() => {}), log }),
    formatErrors: ports.formatErrors,
  });
  const executed = () => {
    counted.executed++;
  };
  const clock = createFlushClock(ports.flushMs ?? 100);
  const streams = createStreams({ hub, complete, clock, isPublic, unread: limits.unread, executed, log });
  using opening = new DisposableStack();
  const pressure = ports.pressure ?? opening.use(watchPressure()).share;
  const shedding = createShedding({ pressure, sockets, from: limits.memoryShare, log });
  const arrivals = createArrivals({ burst: limits.arrivalBurst, perSecond: limits.arrivalsPerSecond });
  const server = new WebSocketServer({
    noServer: true,
    WebSocket: OwnedWebSocket,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: limits.messageBytes,
    handleProtocols: (offered) => (offered.has(protocolName) ? protocolName : false),
  });
  const heartbeat = setInterval(() => {
    for (const socket of sockets) socket.heartbeat();
  }, limits.heartbeatMs).unref();
  const expiries = createExpiries<ClientSocket>();
  const look = setInterval(() => {
    shedding.look();
    for (const socket of expiries.due()) socket.close(closeCode.signInExpired, 'Sign-in expired');
  }, lookMs).unref();

  const open: OpenNow = {
    get sockets() {
      return sockets.size;
    },
    get subscriptions() {
      return subscriptions.count;
    },
    get streams() {
      return streams.size;
    },
    get upstreams() {
      return upstreams.size;
    },
    get connections() {
      return upstreams.connections;
    },
  };
  if (ports.metrics) registerGauges(ports.metrics, open, counted);

  const share: SocketShare = {
    ports,
    limits,
    streams,
    counted,
    subscriptions,
    outbox: {
      clock,
      unconfirmedBytes: limits.unconfirmedBytes,
      waitingBytes: limits.waitingBytes,
      written(messages, bytes) {
        counted.delivered += messages;
        counted.bytes += bytes;
      },
    },
    expiries,
    prepare: () => prepare,
    mayEnter: ({ id }) => {
      if (id === null) return true;
      let others = 0;
      for (const socket of sockets) if (socket.knownViewer?.id === id) others++;
      return others < limits.socketsPerViewer;
    },
    left(socket) {
      sockets.delete(socket);
      if (sockets.size === 0) allLeft.resolve();
    },
  };

  async function drain(): Promise<void> {
    if (sockets.size === 0) return;
    allLeft = Promise.withResolvers();
    const leaving = [...sockets];
    const spread = Math.min(limits.drainMs, leaving.length * 20);
    leaving.forEach((socket, index) => {
      setTimeout(() => socket.close(closeCode.restart, 'Service restart'), (spread * index) / leaving.length);
    });
    await allLeft.promise;
  }

  const failed = (err: Error) => log.debug({ err }, 'live: a client socket failed');
  const watched = opening.move();
  return {
    open,
    handleUpgrade(request, socket, head) {
      socket.on('error', failed);
      const { origin } = request.headers;
      if (draining || shedding.full || sockets.size >= limits.sockets)
        return turnAway(socket, '503 Service Unavailable', retrySeconds);
      if (ports.allowOrigin && !ports.allowOrigin(origin, request)) return turnAway(socket, '403 Forbidden');
      const wait = arrivals.wait(request.socket.remoteAddress ?? '');
      if (wait > 0) return turnAway(socket, '429 Too Many Requests', wait);
      server.handleUpgrade(request, socket, head, (ws) => {
        if (ws.protocol !== protocolName) {
          ws.on('error', (err) => log.debug({ err }, 'live: a client broke the websocket protocol'));
          ws.close(closeCode.unknownProtocol, 'Subprotocol not acceptable');
          return;
        }
        sockets.add(createClientSocket(share, ws, socket, request));
      });
    },
    replace(graph) {
      prepare = createPreparation(withLiveFields(graph), limits, ports);
      for (const socket of sockets) socket.replan();
    },
    revoke(viewerId) {
      for (const socket of [...sockets])
        if (socket.knownViewer?.id === viewerId) socket.close(closeCode.refused, 'Forbidden');
    },
    recheck() {
      for (const socket of [...sockets]) if (!socket.holds) socket.close(closeCode.refused, 'Forbidden');
    },
    drain() {
      draining ??= drain();
      return draining;
    },
    async [Symbol.asyncDispose]() {
      await this.drain();
      clearInterval(heartbeat);
      clearInterval(look);
      watched.dispose();
      clock[Symbol.dispose]();
      server.close();
      await upstreams[Symbol.asyncDispose]();
    },
  };
}

function turnAway(socket: Duplex, status: string, retryAfter?: number): void {
  const later = retryAfter === undefined ? '' : `Retry-After: ${retryAfter}\r\n`;
  socket.end(`HTTP/1.1 ${status}\r\n${later}Connection: close\r\nContent-Length: 0\r\n\r\n`);
}
