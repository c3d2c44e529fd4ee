import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type Viewer, visitor } from '@lzstock/kit/viewer';
import { type RawData, WebSocket } from 'ws';
import { type CloseCode, closeCode } from './close-code.ts';
import type { Expiries } from './expiries.ts';
import { pongMark } from './frame.ts';
import { createOutbox, type Outbox, type OutboxShare, type Wire } from './outbox.ts';
import type { Admission, LivePorts, OperationParams } from './ports.ts';
import { createProtocol, type Protocol, type ProtocolHandlers } from './protocol.ts';
import { Session, type SessionSocket, type SessionsShare } from './session.ts';
import type { Sheddable } from './shedding.ts';

/** One client's socket. */
export interface ClientSocket extends Sheddable {
  /** Null until it is known. */
  readonly knownViewer: Viewer | null;
  /** Whether its admission was not revoked. */
  readonly holds: boolean;
  /** Says goodbye and closes; cuts a peer that does not answer. */
  close(code: CloseCode, reason: string): void;
  /** Looks whether the peer is still there; cuts it when it missed the last two looks. */
  heartbeat(): void;
  replan(): void;
}

export interface SocketShare extends SessionsShare {
  readonly ports: LivePorts;
  readonly outbox: OutboxShare;
  /** Ends sockets whose sign-in did. */
  readonly expiries: Expiries<ClientSocket>;
  /** Whether one more socket of this viewer may stay. */
  readonly mayEnter: (viewer: Viewer) => boolean;
  /** Called once, when nothing of the socket is left open. */
  readonly left: (socket: ClientSocket) => void;
}

type Payload = Readonly<Record<string, unknown>>;

const goodbyeMs = 2_000;

/** A websocket that tells its owner what happens, without a list of listeners: it would be the largest of what a socket keeps. */
export class OwnedWebSocket extends WebSocket {
  owner: Socket | null = null;

  override emit(event: string | symbol, ...told: unknown[]): boolean {
    const { owner } = this;
    if (!owner) return super.emit(event, ...told);
    if (event === 'message') owner.receive(told[0] as RawData, told[1] as boolean);
    else if (event === 'pong') owner.pong(told[0] as Buffer);
    else if (event === 'error') owner.broke(told[0] as Error);
    else if (event === 'close') owner.closed();
    return true;
  }
}

/** Binds protocol, session and outbox to one websocket. There are very many sockets: what all of them share is in `share`, and nothing else is kept. */
class Socket implements ClientSocket, ProtocolHandlers, SessionSocket, Wire {
  readonly protocol: Protocol;
  readonly outbox: Outbox;
  readonly address: string;
  knownViewer: Viewer | null = null;
  readonly #share: SocketShare;
  readonly #ws: WebSocket;
  readonly #duplex: Duplex;
  readonly #session: Session;
  #holds: Admission['holds'];
  #second = 0;
  #messagesThisSecond = 0;
  #missed = 0;
  #draining = false;
  #initDeadline: NodeJS.Timeout | undefined;
  #expiresAt: number | undefined;

  constructor(share: SocketShare, ws: OwnedWebSocket, duplex: Duplex, address: string) {
    this.address = address;
    this.#share = share;
    this.#ws = ws;
    this.#duplex = duplex;
    this.outbox = createOutbox(this, share.outbox);
    this.protocol = createProtocol(this);
    this.#session = new Session(share, this);
    this.#initDeadline = setTimeout(() => this.protocol.initDeadline(), share.limits.initMs);
    ws.owner = this;
  }

  get viewer(): Viewer {
    return this.knownViewer ?? visitor;
  }

  get holds(): boolean {
    return this.#holds?.() ?? true;
  }

  get behind(): number {
    return this.outbox.behind;
  }

  get backlog(): number {
    return this.#duplex.writableLength;
  }

  write(bytes: Buffer): boolean {
    if (!this.#isOpen) return false;
    if (!this.#duplex.write(bytes) && !this.#draining) {
      this.#draining = true;
      this.#duplex.once('drain', () => {
        this.#draining = false;
        this.outbox.resume();
      });
    }
    return this.#duplex.writableLength > 0;
  }

  close(code: CloseCode, reason: string): void {
    if (!this.#isOpen) return;
    const { closes } = this.#share.counted;
    closes.set(code, (closes.get(code) ?? 0) + 1);
    this.outbox.flush();
    this.#release();
    this.#ws.close(code, reason);
    setTimeout(() => this.#ws.terminate(), goodbyeMs).unref();
  }

  overflow(): void {
    setImmediate(() => this.#tooSlow());
  }

  shed(): void {
    if (this.behind > 0) this.#tooSlow();
    else this.#overload();
  }

  heartbeat(): void {
    if (this.#missed >= 2) this.#ws.terminate();
    else if (this.#isOpen) this.#ws.ping();
    this.#missed++;
  }

  replan(): void {
    this.#session.replan();
  }

  send(message: string): void {
    this.outbox.send(message);
  }

  init(payload: Payload): void {
    void this.#admit(payload, true);
  }

  start(id: string, params: OperationParams): void {
    this.#session.start(id, params);
  }

  stop(id: string): void {
    this.#session.stop(id);
  }

  ping(payload: Payload): void {
    if (this.#expiresAt !== undefined && Object.keys(payload).length > 0) void this.#admit(payload, false);
  }

  receive(data: RawData, isBinary: boolean): void {
    if (!this.#isOpen) return;
    this.#missed = 0;
    if (this.#isFlood()) this.close(closeCode.flood, 'Too many messages');
    else if (isBinary) this.close(closeCode.badMessage, 'Expected text');
    else this.protocol.receive(data.toString());
  }

  pong(data: Buffer): void {
    this.#missed = 0;
    const mark = pongMark(data);
    if (mark !== null) this.outbox.confirm(mark);
  }

  broke(err: Error): void {
    this.#share.ports.log.debug({ err }, 'live: a client broke the websocket protocol');
  }

  closed(): void {
    this.#release();
    this.#share.left(this);
  }

  get #isOpen(): boolean {
    return this.#ws.readyState === this.#ws.OPEN;
  }

  #tooSlow(): void {
    this.close(closeCode.slowReader, 'Messages are not read fast enough');
  }

  #overload(): void {
    this.close(closeCode.overload, 'Too many connections');
  }

  async #admit(payload: Payload, first: boolean): Promise<void> {
    const { ports, mayEnter } = this.#share;
    let admission: Admission;
    try {
      admission = (await ports.authenticate?.(payload, this.address)) ?? { viewer: visitor };
    } catch (err) {
      ports.log.debug({ err }, 'live: a client was refused');
      return this.close(closeCode.refused, 'Forbidden');
    }
    if (!this.#isOpen) return;
    if (first && !mayEnter(admission.viewer)) return this.#overload();
    if (!first && admission.viewer.id !== this.knownViewer?.id) return this.close(closeCode.refused, 'Forbidden');
    this.knownViewer = admission.viewer;
    this.#holds = admission.holds;
    this.#expire(admission.expiresAt);
    if (!first) return this.replan();
    clearTimeout(this.#initDeadline);
    this.#initDeadline = undefined;
    this.protocol.acknowledge();
  }

  #expire(at: number | undefined): void {
    const { expiries } = this.#share;
    expiries.move(this, this.#expiresAt, at);
    this.#expiresAt = at;
  }

  #isFlood(): boolean {
    const now = Math.floor(performance.now() / 1_000);
    if (now !== this.#second) this.#messagesThisSecond = 0;
    this.#second = now;
    return ++this.#messagesThisSecond > this.#share.limits.messagesPerSecond;
  }

  #release(): void {
    clearTimeout(this.#initDeadline);
    this.#expire(undefined);
    this.#session.close();
    this.outbox.close();
  }
}

/** Takes a websocket that has just been opened over `duplex`. */
export const createClientSocket = (
  share: SocketShare,
  ws: OwnedWebSocket,
  duplex: Duplex,
  request: IncomingMessage,
): ClientSocket => new Socket(share, ws, duplex, request.socket.remoteAddress ?? '');
