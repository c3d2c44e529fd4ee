import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { backoff } from '@lzstock/live/comeback';
import { readFrames, textFrame } from './frames.ts';

export interface ConnectionOptions {
  /** On 127.0.0.1. */
  readonly port: number;
  readonly localAddress: string;
  /** What it signs in with; a visitor without. */
  readonly token?: string | undefined;
  /** Told every message behind the acknowledgement: its bytes begin at `from` and end before `to`. */
  readonly message: (data: Buffer, from: number, to: number) => void;
  /** An acknowledged connection ended, not by `leave`; with the code it was closed with, 1006 where there was none. */
  readonly lost: (code: number) => void;
}

/** A client's connection of graphql-transport-ws on a bare socket. */
export interface Connection {
  send(text: string): void;
  /** Reads nothing until `resume`. */
  pause(): void;
  resume(): void;
  leave(): void;
}

/** Connects and initialises; resolves when acknowledged, rejects where that fails. */
export function openConnection({ port, localAddress, token, message, lost }: ConnectionOptions): Promise<Connection> {
  const { promise, resolve, reject } = Promise.withResolvers<Connection>();
  const socket = connect({ port, host: '127.0.0.1', localAddress, noDelay: true });
  let closeCode = 1006;
  let acknowledged = false;
  let left = false;
  const connection: Connection = {
    send: (text) => void socket.write(textFrame(text)),
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    leave() {
      left = true;
      socket.destroy();
    },
  };
  socket.on('error', reject);
  socket.once('close', () => {
    reject(new Error('closed'));
    if (acknowledged && !left) lost(closeCode);
  });
  const frames = readFrames({
    text: (data, from, to) => {
      if (acknowledged) return message(data, from, to);
      acknowledged = true;
      resolve(connection);
    },
    pong: (bytes) => socket.write(bytes),
    closed: (code) => {
      closeCode = code;
      socket.end();
    },
  });
  socket.once('data', (chunk: Buffer) => {
    const end = chunk.indexOf('\r\n\r\n') + 4;
    if (!chunk.toString('latin1', 0, 12).endsWith('101')) return socket.destroy();
    socket.on('data', frames);
    socket.write(textFrame(JSON.stringify({ type: 'connection_init', payload: { token } })));
    if (end < chunk.length) frames(chunk.subarray(end));
  });
  const key = randomBytes(16).toString('base64');
  socket.write(
    `GET /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n`,
  );
  return promise;
}

/** How long a client waits before its next attempt, in seconds: what the web app does. */
export const jitter = (attempt: number): number => backoff(attempt, Math.random) / 1_000;
