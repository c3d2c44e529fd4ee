import { WebSocket } from 'ws';
import { Breach, within } from '../../conformance/case.ts';
import type { Heard } from './heard.ts';

export interface SocketOffer {
  readonly protocols?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
}

export interface SocketMessage {
  readonly type: string;
  readonly id?: string;
  readonly payload?: unknown;
}

export interface SocketEnd {
  readonly code: number;
  readonly reason: string;
}

/** A websocket of a stranger; refused ones have a status instead of a conversation. */
export interface StrangerSocket extends Disposable {
  /** Status of the refused handshake; null where the socket opened. */
  readonly refused: number | null;
  readonly isOpen: boolean;
  readonly messages: readonly SocketMessage[];
  send(...messages: readonly (object | string)[]): void;
  /** Resolves with the first message, past ones included, that is wanted; rejects with a `Breach` where the socket ends first or none comes in `ms`. */
  message(expected: string, wanted: (message: SocketMessage) => boolean, ms?: number): Promise<SocketMessage>;
  /** How the target closed it; rejects with a `Breach` where it does not within `ms`. */
  closed(ms: number): Promise<SocketEnd>;
  /** Says hello and waits for the answer. */
  init(payload?: object): Promise<void>;
  /** Answers no ping any more; resolves with how the target ends it, and how long after the first ping that was not answered. */
  deafen(ms: number): Promise<{ readonly afterMs: number }>;
}

const patienceMs = 5_000;

export async function openSocket(
  url: string,
  localAddress: string,
  { protocols = ['graphql-transport-ws'], headers = {} }: SocketOffer,
  heard: Heard,
): Promise<StrangerSocket> {
  const ws = new WebSocket(url, [...protocols], {
    localAddress,
    headers,
    perMessageDeflate: false,
    handshakeTimeout: 10_000,
    autoPong: true,
  });
  const messages: SocketMessage[] = [];
  let refused: number | null = null;
  let end: SocketEnd | null = null;
  let changed = Promise.withResolvers<void>();
  const tell = () => {
    changed.resolve();
    changed = Promise.withResolvers();
  };
  ws.on('message', (data) => {
    const text = String(data);
    heard.hear(text);
    try {
      messages.push(JSON.parse(text) as SocketMessage);
    } catch {
      messages.push({ type: `not JSON: ${text.slice(0, 60)}` });
    }
    tell();
  });
  ws.on('close', (code, reason) => {
    end = { code, reason: String(reason) };
    heard.hear(end.reason);
    tell();
  });
  await new Promise<void>((resolve, reject) => {
    ws.once('open', resolve);
    ws.once('unexpected-response', (request, response) => {
      refused = response.statusCode ?? 0;
      end = { code: refused, reason: 'refused' };
      request.destroy();
      resolve();
    });
    ws.on('error', (error) => (refused === null ? reject(error) : undefined));
  });

  const socket: StrangerSocket = {
    messages,
    get refused() {
      return refused;
    },
    get isOpen() {
      return ws.readyState === WebSocket.OPEN;
    },
    send(...all) {
      for (const message of all) ws.send(typeof message === 'string' ? message : JSON.stringify(message), () => {});
    },
    async message(expected, wanted, ms = patienceMs) {
      const search = async () => {
        for (let at = 0; ; ) {
          for (; at < messages.length; at++) if (wanted(messages[at]!)) return messages[at]!;
          if (end) throw new Breach(`expected ${expected}, the socket was closed with ${end.code} ${end.reason}`);
          await changed.promise;
        }
      };
      return within(ms, expected, search());
    },
    closed(ms) {
      const wait = async () => {
        while (!end) await changed.promise;
        return end;
      };
      return within(ms, 'the socket to be closed', wait());
    },
    async init(payload) {
      socket.send({ type: 'connection_init', ...(payload && { payload }) });
      await socket.message('connection_ack', ({ type }) => type === 'connection_ack');
    },
    async deafen(ms) {
      (ws as unknown as { _autoPong: boolean })._autoPong = false;
      let pinged = Number.NaN;
      ws.once('ping', () => {
        pinged = performance.now();
      });
      await socket.closed(ms);
      return { afterMs: performance.now() - pinged };
    },
    [Symbol.dispose]: () => ws.terminate(),
  };
  return socket;
}
