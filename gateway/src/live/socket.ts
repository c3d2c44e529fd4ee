import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type Viewer, visitor } from '@lzstock/kit/viewer';
import type { RawData, WebSocket } from 'ws';
import { type CloseCode, closeCode } from './close-code.ts';
import type { FlushClock } from './flush-clock.ts';
import { pongMark } from './frame.ts';
import { createOutbox } from './outbox.ts';
import type { Admission, LivePorts } from './ports.ts';
import { createProtocol } from './protocol.ts';
import { createSession, type SessionsShare } from './session.ts';
import type { Sheddable } from './shedding.ts';

/** One client's socket. */
export interface ClientSocket extends Sheddable {
  /** Null until it is known. */
  readonly viewer: Viewer | null;
  /** Says goodbye and closes; cuts a peer that does not answer. */
  close(code: CloseCode, reason: string): void;
  /** Looks whether the peer is still there; cuts it when it missed the last two looks. */
  heartbeat(): void;
  replan(): void;
}

export interface SocketShare extends SessionsShare {
  readonly ports: LivePorts;
  readonly clock: FlushClock;
  /** Whether one more socket of this viewer may stay. */
  readonly mayEnter: (viewer: Viewer) => boolean;
  /** Called once, when nothing of the socket is left open. */
  readonly left: (socket: ClientSocket) => void;
}

const goodbyeMs = 2_000;

/** Binds protocol, session and outbox to a websocket that has just been opened over `duplex`. */
export function createClientSocket(
  share: SocketShare,
  ws: WebSocket,
  duplex: Duplex,
  request: IncomingMessage,
): ClientSocket {
  const { ports, limits, counted, clock } = share;
  let viewer: Viewer | null = null;
  let second = 0;
  let messagesThisSecond = 0;
  let missed = 0;
  let expiry: NodeJS.Timeout | undefined;

  function close(code: CloseCode, reason: string): void {
    if (ws.readyState !== ws.OPEN) return;
    counted.closes.set(code, (counted.closes.get(code) ?? 0) + 1);
    outbox.flush();
    release();
    ws.close(code, reason);
    setTimeout(() => ws.terminate(), goodbyeMs).unref();
  }

  const overflow = () => close(closeCode.slowReader, 'Messages are not read fast enough');
  const overload = () => close(closeCode.overload, 'Too many connections');

  const outbox = createOutbox({
    wire: {
      write: (bytes) => {
        if (ws.readyState === ws.OPEN) duplex.write(bytes);
      },
      get backlog() {
        return duplex.writableLength;
      },
      overflow: () => setImmediate(overflow),
    },
    clock,
    unconfirmedBytes: limits.unconfirmedBytes,
    waitingBytes: limits.waitingBytes,
    written(messages, bytes) {
      counted.delivered += messages;
      counted.bytes += bytes;
    },
  });

  const protocol = createProtocol({
    send: (message) => outbox.send(message),
    close,
    init: (payload) => void admit(payload, true),
    start: (id, params) => session.start(id, params),
    stop: (id) => session.stop(id),
    ping: (payload) => {
      if (expiry && Object.keys(payload).length > 0) void admit(payload, false);
    },
  });

  const connection = {
    request,
    get viewer() {
      return viewer ?? visitor;
    },
  };
  const session = createSession(share, connection, protocol, outbox, overflow);
  const initDeadline = setTimeout(() => protocol.initDeadline(), limits.initMs);

  async function admit(payload: Readonly<Record<string, unknown>>, first: boolean): Promise<void> {
    let admission: Admission;
    try {
      admission = (await ports.authenticate?.(payload, request)) ?? { viewer: visitor };
    } catch (err) {
      ports.log.debug({ err }, 'live: a client was refused');
      return close(closeCode.refused, 'Forbidden');
    }
    if (ws.readyState !== ws.OPEN) return;
    if (first && !share.mayEnter(admission.viewer)) return overload();
    if (!first && admission.viewer.id !== viewer?.id) return close(closeCode.refused, 'Forbidden');
    viewer = admission.viewer;
    expire(admission.expiresAt);
    if (!first) return;
    clearTimeout(initDeadline);
    protocol.acknowledge();
  }

  function expire(at: number | undefined): void {
    clearTimeout(expiry);
    expiry = undefined;
    if (at === undefined) return;
    const wait = Math.min(Math.max(0, at - Date.now()), 2 ** 31 - 1);
    expiry = setTimeout(() => close(closeCode.signInExpired, 'Sign-in expired'), wait);
  }

  function isFlood(): boolean {
    const now = Math.floor(performance.now() / 1_000);
    if (now !== second) messagesThisSecond = 0;
    second = now;
    return ++messagesThisSecond > limits.messagesPerSecond;
  }

  function release(): void {
    clearTimeout(initDeadline);
    clearTimeout(expiry);
    session.close();
    outbox.close();
  }

  const resume = () => outbox.resume();
  duplex.on('drain', resume);
  ws.on('message', (data: RawData, isBinary: boolean) => {
    if (ws.readyState !== ws.OPEN) return;
    missed = 0;
    if (isFlood()) close(closeCode.flood, 'Too many messages');
    else if (isBinary) close(closeCode.badMessage, 'Expected text');
    else protocol.receive(data.toString());
  });
  ws.on('pong', (data: Buffer) => {
    missed = 0;
    const mark = pongMark(data);
    if (mark !== null) outbox.confirm(mark);
  });
  ws.on('error', (err) => ports.log.debug({ err }, 'live: a client broke the websocket protocol'));
  ws.once('close', () => {
    duplex.off('drain', resume);
    release();
    share.left(self);
  });

  const self: ClientSocket = {
    get viewer() {
      return viewer;
    },
    get behind() {
      return outbox.behind;
    },
    close,
    shed: () => (outbox.behind > 0 ? overflow() : overload()),
    heartbeat() {
      if (missed >= 2) return ws.terminate();
      missed++;
      if (ws.readyState === ws.OPEN) ws.ping();
    },
    replan: () => session.replan(),
  };
  return self;
}
