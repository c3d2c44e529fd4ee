import type { ExecutionResult } from 'graphql';
import type { LiveEvent } from './event.ts';

/** A `next` payload, serialised once for all its readers. */
export interface Payload {
  /** The payload's JSON and the brace that closes the message around it. */
  readonly bytes: Buffer;
  /** Canonical element; null where not declared. */
  readonly key: string | null;
  /** Whether it may not be replaced unread. */
  readonly stays: boolean;
}

export const toPayload = (result: ExecutionResult, event: Pick<LiveEvent, 'key' | 'stays'>): Payload => ({
  bytes: Buffer.from(`${JSON.stringify(result)}}`),
  key: event.key,
  stays: event.stays,
});

/** What stands before the payload in every `next` message of one subscription. */
export const nextHead = (id: string): Buffer => Buffer.from(`{"id":${JSON.stringify(id)},"type":"next","payload":`);

const text = 0x81;
const ping = 0x89;

/** Bytes of the websocket header before a message of `length` bytes. */
export const headerLength = (length: number): number => (length < 126 ? 2 : length < 65_536 ? 4 : 10);

/** Writes the header of an unfragmented, unmasked text message (RFC 6455, 5.2) and returns the offset behind it. */
export function writeHeader(target: Buffer, offset: number, length: number): number {
  target[offset] = text;
  if (length < 126) {
    target[offset + 1] = length;
    return offset + 2;
  }
  if (length < 65_536) {
    target[offset + 1] = 126;
    target[offset + 2] = length >>> 8;
    target[offset + 3] = length & 0xff;
    return offset + 4;
  }
  target[offset + 1] = 127;
  target.writeUInt32BE(Math.floor(length / 2 ** 32), offset + 2);
  target.writeUInt32BE(length >>> 0, offset + 6);
  return offset + 10;
}

/** Bytes of a ping that `pingMark` can be read from. */
export const pingLength = 10;

/** Writes a ping that carries `mark`; the peer returns it in its pong. */
export function writePing(target: Buffer, offset: number, mark: number): number {
  target[offset] = ping;
  target[offset + 1] = 8;
  target.writeDoubleBE(mark, offset + 2);
  return offset + pingLength;
}

/** The mark of a pong, or null where it answers no ping of ours. */
export const pongMark = (data: Buffer): number | null => (data.length === 8 ? data.readDoubleBE(0) : null);
