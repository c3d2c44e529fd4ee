import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { Breach, TurnedAway, within } from './case.ts';
import { decodeFrame, encodeFrame, type Frame, type FrameToSend, opcode } from './frame.ts';
import type { Closed } from './talk.ts';

export interface WireOffer {
  /** Subprotocols of the handshake, in order. */
  readonly protocols: readonly string[];
  /** Headers of the handshake; null leaves out one that belongs there. */
  readonly headers?: Readonly<Record<string, string | null>>;
}

/** A TCP connection that asked for a websocket, for what no well-behaved client library would send. Answers nothing by itself. */
export interface Wire extends Disposable {
  /** Status of the handshake's answer: 101 where it is a websocket now. */
  readonly status: number;
  /** The subprotocol the server chose; null where it told none. */
  readonly protocol: string | null;
  /** Writes all frames as one piece. */
  send(...frames: readonly FrameToSend[]): void;
  sendText(...messages: readonly object[]): void;
  /** The next frame in order. Rejects where the connection ends first or nothing comes in time. */
  receive(): Promise<Frame>;
  /** How it ended: by a close frame, or 1006 where the connection was just dropped. Rejects where it does not within `ms`. */
  closed(ms?: number): Promise<Closed>;
  /** Resolves when the server let go of the connection itself. */
  dropped(ms?: number): Promise<void>;
  /** Data frames that came after the close frame. */
  readonly afterClose: readonly Frame[];
}

export async function openWire(url: string, offer: WireOffer, patience: number): Promise<Wire> {
  const target = new URL(url);
  const secure = target.protocol === 'wss:';
  const port = Number(target.port || (secure ? 443 : 80));
  const socket: Socket = secure
    ? connectTls({ host: target.hostname, port, servername: target.hostname })
    : connect(port, target.hostname);
  const frames: Frame[] = [];
  const afterClose: Frame[] = [];
  const handshake = Promise.withResolvers<string>();
  handshake.promise.catch(() => {});
  let head: string | null = null;
  let bytes = Buffer.alloc(0);
  let end: Closed | null = null;
  let isDropped = false;
  let changed = Promise.withResolvers<void>();

  function read(): void {
    for (let next = decodeFrame(bytes); next; next = decodeFrame(bytes)) {
      bytes = next.rest as Buffer<ArrayBuffer>;
      const { frame } = next;
      if (end) {
        if (frame.opcode < opcode.close) afterClose.push(frame);
      } else if (frame.opcode === opcode.close) {
        const code = frame.payload.length >= 2 ? frame.payload.readUInt16BE(0) : 1005;
        end = { code, reason: frame.payload.subarray(2).toString() };
      } else frames.push(frame);
    }
  }

  function tell(): void {
    changed.resolve();
    changed = Promise.withResolvers();
  }

  socket.on('error', () => {});
  socket.on('data', (chunk) => {
    bytes = Buffer.concat([bytes, chunk]);
    if (head === null) {
      const at = bytes.indexOf('\r\n\r\n');
      if (at < 0) return;
      head = bytes.subarray(0, at).toString('latin1');
      bytes = bytes.subarray(at + 4);
      handshake.resolve(head);
    }
    read();
    tell();
  });
  socket.on('close', () => {
    isDropped = true;
    end ??= { code: 1006, reason: '' };
    handshake.reject(new Breach('expected an answer to the handshake, the connection was dropped'));
    tell();
  });
  socket.write(request(target, offer));

  const answer = await within(patience, 'an answer to the handshake', handshake.promise).catch((error: unknown) => {
    socket.destroy();
    throw error;
  });

  async function take(): Promise<Frame> {
    for (;;) {
      const frame = frames.shift();
      if (frame) return frame;
      if (end) throw new Breach(`expected a frame, the connection was closed with ${end.code}`);
      await changed.promise;
    }
  }

  async function ended(): Promise<Closed> {
    while (!end) await changed.promise;
    return end;
  }

  async function gone(): Promise<void> {
    while (!isDropped) await changed.promise;
  }

  const status = Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]);
  if (TurnedAway.statuses.includes(status)) {
    socket.destroy();
    throw new TurnedAway(status, /^retry-after:\s*(\d+)/im.exec(answer)?.[1]);
  }
  const wire: Wire = {
    status,
    protocol: /^sec-websocket-protocol:\s*(.*)$/im.exec(answer)?.[1]?.trim() ?? null,
    afterClose,
    send: (...sent) => void socket.write(Buffer.concat(sent.map(encodeFrame))),
    sendText(...messages) {
      wire.send(...messages.map((message) => ({ opcode: opcode.text, payload: JSON.stringify(message) })));
    },
    receive: () => within(patience, 'a frame', take()),
    closed: (ms = patience) => within(ms, 'the connection to be closed', ended()),
    dropped: (ms = patience) => within(ms, 'the server to let go of the connection', gone()),
    [Symbol.dispose]: () => void socket.destroy(),
  };
  return wire;
}

function request(target: URL, { protocols, headers = {} }: WireOffer): string {
  const all: Record<string, string | null> = {
    Host: target.host,
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
    'Sec-WebSocket-Protocol': protocols.length > 0 ? protocols.join(', ') : null,
    ...headers,
  };
  const lines = Object.entries(all).flatMap(([name, value]) => (value === null ? [] : [`${name}: ${value}`]));
  return [`GET ${target.pathname}${target.search} HTTP/1.1`, ...lines, '', ''].join('\r\n');
}
