import { once } from 'node:events';
import { connect } from 'node:net';
import type { Heard } from './heard.ts';

/** A TCP connection on which nothing is sent that its owner did not write. */
export interface RawLine extends Disposable {
  /** Writes and waits until the kernel took it; resolves at once where the connection is gone. */
  write(bytes: string | Buffer): Promise<void>;
  /** Everything that came so far. */
  readonly text: string;
  readonly isOpen: boolean;
  /** Bytes that were written and taken. */
  readonly sent: number;
  /** Resolves with true when the peer ended or cut the connection, with false after `ms`. */
  ended(ms: number): Promise<boolean>;
  /** Resolves with true as soon as `said` holds for what came or the connection ended, with false after `ms`. */
  heard(said: (text: string) => boolean, ms: number): Promise<boolean>;
}

export async function openLine(target: URL, localAddress: string, heard: Heard): Promise<RawLine> {
  const socket = connect({ host: target.hostname, port: Number(target.port), localAddress });
  let text = '';
  let isOpen = true;
  let changed = Promise.withResolvers<void>();
  const tell = () => {
    changed.resolve();
    changed = Promise.withResolvers();
  };
  socket.on('error', () => {});
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1');
    tell();
  });
  const end = () => {
    if (isOpen) heard.hear(text);
    isOpen = false;
    tell();
  };
  socket.on('end', end);
  socket.on('close', end);
  await once(socket, 'connect');

  async function until(holds: () => boolean, ms: number): Promise<boolean> {
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      tell();
    }, ms);
    while (!holds() && !late) await changed.promise;
    clearTimeout(timer);
    return holds();
  }

  return {
    get text() {
      return text;
    },
    get isOpen() {
      return isOpen;
    },
    get sent() {
      return socket.bytesWritten - socket.writableLength;
    },
    async write(bytes) {
      if (!isOpen || socket.destroyed) return;
      if (!socket.write(bytes)) {
        const drained = once(socket, 'drain').catch(() => undefined);
        const gone = until(() => !isOpen, 20_000);
        await Promise.race([drained, gone]);
      }
    },
    ended: (ms) => until(() => !isOpen, ms),
    heard: (said, ms) => until(() => said(text) || !isOpen, ms),
    [Symbol.dispose]() {
      heard.hear(text);
      socket.destroy();
    },
  };
}

/** Statuses of the answers on a line, in order. */
export const statuses = (text: string): number[] =>
  [...text.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status]) => Number(status));
