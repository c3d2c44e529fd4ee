import { backoff } from '@lzstock/live/comeback';
import { WebSocket } from 'ws';

/** A live quote as a reader was told it. */
export interface Told {
  readonly symbol: string;
  readonly epoch: string;
  readonly seq: number;
  readonly state: string;
  readonly gap: { readonly reason: string } | null;
}

export interface ReaderOptions {
  /** Origins of the gateways; the first is tried first, after a loss the next one, and so on round. */
  readonly origins: readonly string[];
  readonly query: string;
  readonly variables: object;
  readonly random: () => number;
  /** One of 127.0.0.0/8, since a gateway bounds what one address may open. */
  readonly localAddress: string;
  opened(): void;
  told(told: Told): void;
  closed(code: number): void;
  /** The gateway refused or ended the operation. */
  ended(why: string): void;
}

/** One client of live quotes that comes back after every loss, as the web app does. */
export interface Reader {
  readonly open: boolean;
  /** Cuts the connection without a goodbye. */
  cut(): void;
  /** Goes back to the gateway it tries first, at once, where it is at another. */
  goHome(): void;
  /** Reads nothing any more, while the connection stays open. */
  stall(): void;
  /** Sends one more operation over its socket, whose answers nobody looks at. */
  ask(query: string): void;
  /** Leaves for good; resolves when its socket is closed. */
  leave(): Promise<void>;
}

export function createReader(options: ReaderOptions): Reader {
  const { origins, random } = options;
  let socket: WebSocket;
  let attempt = 0;
  let at = 0;
  let left = false;
  let asked = 0;
  let homeward = false;
  let again: NodeJS.Timeout | undefined;

  function connect(): void {
    const url = `${origins[at % origins.length]!.replace('http', 'ws')}/graphql`;
    socket = new WebSocket(url, 'graphql-transport-ws', {
      perMessageDeflate: false,
      handshakeTimeout: 5_000,
      localAddress: options.localAddress,
    });
    let opened = false;
    socket.on('error', () => {});
    socket.once('open', () => socket.send('{"type":"connection_init"}'));
    socket.on('message', (data) => {
      const message = JSON.parse(String(data));
      if (message.type === 'next') {
        const quote = message.payload.data?.quotes;
        if (quote) options.told(quote);
        else if (!message.id.startsWith('ask')) options.ended(JSON.stringify(message.payload.errors));
      } else if (message.type === 'ping') socket.send('{"type":"pong"}');
      else if (message.type === 'connection_ack') {
        opened = true;
        attempt = 0;
        options.opened();
        const payload = { query: options.query, variables: options.variables };
        socket.send(JSON.stringify({ id: '0', type: 'subscribe', payload }));
      } else if (message.type === 'error' || (message.type === 'complete' && !message.id.startsWith('ask')))
        options.ended(JSON.stringify(message.payload ?? 'completed'));
    });
    socket.once('close', (code) => {
      if (opened) options.closed(code);
      if (left) return;
      at++;
      const wait = homeward ? 0 : backoff(attempt++, random);
      homeward = false;
      again = setTimeout(connect, wait);
    });
  }

  connect();
  return {
    get open() {
      return socket.readyState === WebSocket.OPEN;
    },
    cut: () => socket.terminate(),
    goHome() {
      if (at % origins.length === 0 && socket.readyState === WebSocket.OPEN) return;
      at = origins.length - 1;
      attempt = 0;
      homeward = true;
      socket.terminate();
    },
    stall: () => socket.pause(),
    ask(query) {
      if (socket.readyState === WebSocket.OPEN)
        socket.send(JSON.stringify({ id: `ask${asked++}`, type: 'subscribe', payload: { query } }));
    },
    leave() {
      left = true;
      clearTimeout(again);
      if (socket.readyState === WebSocket.CLOSED) return Promise.resolve();
      const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
      if (socket.readyState === WebSocket.OPEN && !socket.isPaused) socket.close(1000);
      else socket.terminate();
      return closed;
    },
  };
}
