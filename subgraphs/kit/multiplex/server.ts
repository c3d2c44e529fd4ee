import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { UnderWay } from '../heap/under-way.ts';
import { type SubgraphKeys, signatureHeader } from '../signature/signature.ts';
import type { Log } from '../src/log.ts';
import { createGathering } from './gathering.ts';
import {
  answerMessage,
  createUnseal,
  type Hello,
  type MultiplexAnswer,
  type MultiplexRequest,
  maxAnswerBytes,
  maxMessageBytes,
  multiplexProtocol,
  readRequests,
} from './protocol.ts';

/** Answers one request as text. Never rejects. `signal` aborts when nobody waits any more. */
export type AnswerRequest = (request: MultiplexRequest, signal: AbortSignal) => Promise<string>;

export interface MultiplexServerOptions {
  /** Messages are sealed with one of them; not at all where null. */
  readonly keys: SubgraphKeys | null;
  readonly answer: AnswerRequest;
  readonly log: Log;
  readonly limits?: Partial<MultiplexLimits>;
}

export interface MultiplexLimits {
  /** Requests of one connection that may be worked on, those that were taken back and have not ended included. */
  readonly inFlight: number;
  readonly connections: number;
  /** Bytes that may wait for a gateway that does not read; the connection is cut over them. */
  readonly unreadBytes: number;
  /** How long a connection may be silent, pings included, before it is cut. */
  readonly silentMs: number;
}

const defaultLimits: MultiplexLimits = {
  inFlight: 512,
  connections: 256,
  unreadBytes: 32 * 1024 * 1024,
  silentMs: 30_000,
};

/** The serving side of a subgraph's multiplexed connections. */
export interface MultiplexServer {
  /** Takes an upgrade request that was admitted already; answers it in any case. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Asks gateways to send no more and to close when they have every answer; closes by itself after `graceMs`. */
  drain(graceMs: number): Promise<void>;
}

export function createMultiplexServer(options: MultiplexServerOptions): MultiplexServer {
  const limits = { ...defaultLimits, ...options.limits };
  const connections = new Set<Connection>();
  let draining = false;
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: maxMessageBytes,
    handleProtocols: () => multiplexProtocol,
  });
  return {
    handleUpgrade(request, socket, head) {
      if (draining || connections.size >= limits.connections)
        return void socket.end('HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
      server.handleUpgrade(request, socket, head, (ws) => {
        const signature = String(request.headers[signatureHeader] ?? '');
        const connection = serveConnection({ ...options, limits, ws, signature });
        connections.add(connection);
        ws.once('close', () => connections.delete(connection));
      });
    },
    async drain(graceMs) {
      draining = true;
      await Promise.all([...connections].map((connection) => connection.drain(graceMs)));
    },
  };
}

interface Connection {
  drain(graceMs: number): Promise<void>;
}

interface ConnectionOptions extends MultiplexServerOptions {
  readonly limits: MultiplexLimits;
  readonly ws: WebSocket;
  readonly signature: string;
}

function serveConnection({ keys, answer, log, limits, ws, signature }: ConnectionOptions): Connection {
  const nonce = keys && randomBytes(24).toString('base64url');
  const unseal = keys && nonce ? createUnseal(keys, signature, nonce) : (text: Buffer) => text.toString('utf8');
  /** Those whose answer is waited for. */
  const waited = new UnderWay<number, AbortController>();
  let working = 0;
  const hello: Hello = { nonce, inFlight: limits.inFlight };
  ws.send(JSON.stringify(hello));

  const answers = createGathering<MultiplexAnswer>((message) => {
    if (ws.readyState !== ws.OPEN) return;
    ws.send(answerMessage(message));
    if (ws.bufferedAmount <= limits.unreadBytes) return;
    log.warn({ waiting: ws.bufferedAmount }, 'multiplex: a gateway does not read its answers, its connection is cut');
    ws.terminate();
  });
  const say = (said: MultiplexAnswer) => answers.add(said, said.text?.length ?? 0);

  async function work(request: MultiplexRequest): Promise<void> {
    const { id, patienceMs } = request;
    if (working >= limits.inFlight) return say({ id, shortfall: 'full' });
    const leaving = new AbortController();
    const due = setTimeout(() => takeBack(id), Math.min(patienceMs, 60_000));
    waited.set(id, leaving);
    working++;
    const text = await answer(request, leaving.signal);
    working--;
    clearTimeout(due);
    if (waited.take(id)) say(isTooLarge(text) ? { id, shortfall: 'too large' } : { id, text });
  }

  function takeBack(id: number): void {
    waited.take(id)?.abort();
  }

  const silent = setTimeout(() => ws.terminate(), limits.silentMs).unref();
  const heard = () => {
    silent.refresh();
  };
  ws.on('ping', heard);
  ws.on('message', (data: Buffer, isBinary) => {
    heard();
    const text = isBinary ? null : unseal(data);
    if (text === null) return ws.close(4401, 'Not sealed by the gateway');
    try {
      for (const item of readRequests(text)) {
        if (typeof item === 'number') takeBack(item);
        else if (waited.has(item.id)) throw new Error(`expected a new id, came ${item.id}`);
        else void work(item);
      }
    } catch (err) {
      log.warn({ err }, 'multiplex: a message is none');
      ws.close(4400, 'Not a list of requests');
    }
  });
  ws.on('error', (err) => log.debug({ err }, 'multiplex: a connection failed'));
  ws.on('close', () => {
    clearTimeout(silent);
    for (const leaving of waited.takeAll()) leaving.abort();
  });

  return {
    async drain(graceMs) {
      if (ws.readyState === ws.CLOSED) return;
      const { promise: closed, resolve } = Promise.withResolvers<void>();
      ws.once('close', () => resolve());
      ws.send(JSON.stringify({ leaving: true }));
      const late = setTimeout(() => ws.close(1012, 'Service restart'), graceMs);
      const cut = setTimeout(() => ws.terminate(), graceMs + 1_000);
      await closed;
      clearTimeout(late);
      clearTimeout(cut);
    },
  };
}

const isTooLarge = (text: string): boolean =>
  text.length > maxAnswerBytes / 3 && Buffer.byteLength(text) > maxAnswerBytes;
