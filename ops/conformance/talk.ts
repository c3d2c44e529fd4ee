import { type RawData, WebSocket } from 'ws';
import { Breach, TurnedAway, within } from './case.ts';
import { excerpt, readServerMessage, type ServerMessage } from './message.ts';

export interface Closed {
  readonly code: number;
  readonly reason: string;
}

/** One client socket that speaks the subprotocol, message by message and with no opinion of its own. */
export interface Talk extends Disposable {
  /** Sends the message as JSON; a text goes as it is. */
  send(...messages: readonly (object | string)[]): void;
  sendBinary(bytes: Buffer): void;
  /** The next message in order. Rejects where the socket closes first, nothing comes in time, or what comes is none. */
  receive(): Promise<ServerMessage>;
  /** Everything up to and including the first message that `last` holds for. */
  receiveUntil(expected: string, last: (message: ServerMessage) => boolean): Promise<ServerMessage[]>;
  /** How the server closed the socket. Rejects where it stays open for `ms`. */
  closed(ms?: number): Promise<Closed>;
  /** Rejects with what came where anything comes, or the socket closes, within `ms`. */
  silence(ms: number): Promise<void>;
  /** Messages that came and were not received yet. */
  readonly unread: readonly ServerMessage[];
  readonly isOpen: boolean;
  /** Cuts the connection without a goodbye. */
  cut(): void;
}

export const protocolName = 'graphql-transport-ws';

export const toldOf = ({ type, id, payload }: ServerMessage): string =>
  excerpt(
    `${type}${id === undefined ? '' : ` ${excerpt(JSON.stringify(id), 20)}`}${type === 'error' ? ` ${JSON.stringify(payload)}` : ''}`,
  );

export const toldOfClose = ({ code, reason }: Closed): string =>
  `closed ${code}${reason ? ` "${excerpt(reason)}"` : ''}`;

/** Opens a socket with the subprotocol `graphql-transport-ws`; rejects where the server does not take it. Each wait ends after `patience` ms. */
export async function openTalk(url: string, patience: number): Promise<Talk> {
  const ws = new WebSocket(url, protocolName, { perMessageDeflate: false, handshakeTimeout: patience });
  const unread: ServerMessage[] = [];
  let odd: Breach | null = null;
  let end: Closed | null = null;
  let changed = Promise.withResolvers<void>();
  const tell = () => {
    changed.resolve();
    changed = Promise.withResolvers();
  };
  const opened = new Promise<void>((resolve, reject) => {
    ws.once('open', resolve);
    ws.once('unexpected-response', (request, { statusCode, headers }) => {
      request.destroy();
      if (TurnedAway.statuses.includes(statusCode)) reject(new TurnedAway(statusCode!, headers['retry-after']));
      else reject(new Breach(`expected the socket to open, came ${statusCode}`));
    });
    ws.once('error', (error) => reject(new Breach(`expected the socket to open, came ${error.message}`)));
  });
  ws.on('error', () => {});
  ws.on('message', (data: RawData, isBinary) => {
    try {
      if (isBinary) throw new Error('it is binary');
      unread.push(readServerMessage(String(data)));
    } catch (error) {
      odd ??= new Breach(
        `expected a message of the protocol, came ${excerpt(String(data))}: ${(error as Error).message}`,
      );
    }
    tell();
  });
  ws.once('close', (code, reason) => {
    end = { code, reason: String(reason) };
    tell();
  });

  async function take(): Promise<ServerMessage> {
    for (;;) {
      if (odd) throw odd;
      const message = unread.shift();
      if (message) return message;
      if (end) throw new Breach(`expected a message, came ${toldOfClose(end)}`);
      await changed.promise;
    }
  }

  async function ended(): Promise<Closed> {
    while (!end) await changed.promise;
    return end;
  }

  await opened;
  return {
    unread,
    get isOpen() {
      return ws.readyState === WebSocket.OPEN;
    },
    send(...messages) {
      for (const message of messages) ws.send(typeof message === 'string' ? message : JSON.stringify(message));
    },
    sendBinary: (bytes) => ws.send(bytes, { binary: true }),
    receive: () => within(patience, 'a message', take()),
    async receiveUntil(expected, last) {
      const received: ServerMessage[] = [];
      const all = async () => {
        do received.push(await take());
        while (!last(received.at(-1)!));
        return received;
      };
      return within(patience, expected, all());
    },
    async closed(ms = patience) {
      try {
        return await within(ms, 'the socket to be closed', ended());
      } catch (error) {
        if (unread[0] && error instanceof Breach) error.message += ` but ${unread.map(toldOf).join(', ')}`;
        throw error;
      }
    },
    async silence(ms) {
      await new Promise((resolve) => setTimeout(resolve, ms));
      if (odd) throw odd;
      if (end) throw new Breach(`expected the socket to stay open, came ${toldOfClose(end)}`);
      if (unread[0]) throw new Breach(`expected nothing more, came ${unread.map(toldOf).join(', ')}`);
    },
    cut: () => ws.terminate(),
    [Symbol.dispose]: () => ws.terminate(),
  };
}
