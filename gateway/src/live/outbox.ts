import type { Delivery } from './delivery.ts';
import type { Flushable, FlushClock } from './flush-clock.ts';
import { headerLength, type Payload, pingLength, writeHeader, writePing } from './frame.ts';

/** The socket below. */
export interface Wire {
  /** Hands bytes to the kernel; they are whole websocket frames. */
  write(bytes: Buffer): void;
  /** Bytes that the kernel has not taken yet. */
  readonly backlog: number;
  /** The peer reads too slowly for what may not be left out. */
  overflow(): void;
}

/** Everything on its way to one client, in order. */
export interface Outbox extends Flushable {
  /** Bytes that the peer should have confirmed, that the kernel has not taken, and of messages that wait behind them. */
  readonly behind: number;
  /** Puts a message of the protocol; written at the end of the turn. */
  send(message: string): void;
  /** Lists a delivery that has something unread and is not listed; written within the window, or at the end of the turn where `urgent`. */
  list(delivery: Delivery, urgent: boolean): void;
  /** The peer has read up to `mark`. */
  confirm(mark: number): void;
  /** The kernel took what was in the way. */
  resume(): void;
  /** Nothing is written any more. */
  close(): void;
}

export interface OutboxOptions {
  readonly wire: Wire;
  readonly clock: FlushClock;
  /** Which moment of the window this socket is written at. */
  readonly lane: number;
  /** Bytes that may be on their way unconfirmed. */
  readonly unconfirmedBytes: number;
  /** Bytes of messages that may wait to be written. */
  readonly waitingBytes: number;
  /** Counts the `next` messages of a write. */
  readonly written: (messages: number, bytes: number) => void;
}

const mostMessages = 2_000;

/**
 * Gathers a socket's frames and writes a whole window of them at once. A ping follows every quarter of the unconfirmed bytes allowed; while its pong is
 * outstanding for too much, nothing is written and newest-wins does its work, so a peer that does not read costs no memory.
 */
export function createOutbox({ wire, clock, lane, unconfirmedBytes, waitingBytes, written }: OutboxOptions): Outbox {
  const entries: (Delivery | Buffer)[] = [];
  let messages = 0;
  let waiting = 0;
  let sent = 0;
  let marked = 0;
  let confirmed = 0;
  let closed = false;

  const isHeld = (): boolean => marked - confirmed >= unconfirmedBytes || wire.backlog >= unconfirmedBytes;

  function measure(): number {
    let total = 0;
    for (const entry of entries) {
      if (Buffer.isBuffer(entry)) total += headerLength(entry.length) + entry.length;
      else if (!entry.closed && entry.newest) {
        if (entry.earlier) for (const payload of entry.earlier) total += frameLength(entry, payload);
        total += frameLength(entry, entry.newest);
      }
    }
    return total;
  }

  function fill(target: Buffer): number {
    let offset = 0;
    let count = 0;
    for (const entry of entries) {
      if (Buffer.isBuffer(entry)) {
        offset = writeHeader(target, offset, entry.length);
        offset += entry.copy(target, offset);
        continue;
      }
      entry.listed = false;
      if (!entry.closed && entry.newest) {
        if (entry.earlier) for (const payload of entry.earlier) offset = writeFrame(target, offset, entry, payload);
        offset = writeFrame(target, offset, entry, entry.newest);
        count += (entry.earlier?.length ?? 0) + 1;
      }
      entry.newest = null;
      entry.earlier = null;
    }
    entries.length = 0;
    messages = 0;
    waiting = 0;
    written(count, offset);
    return offset;
  }

  return {
    get behind() {
      return marked - confirmed + wire.backlog + waiting;
    },
    send(message) {
      if (closed) return;
      const overdue = waiting > waitingBytes;
      const bytes = Buffer.from(message);
      entries.push(bytes);
      waiting += bytes.length;
      if (++messages > mostMessages || overdue) wire.overflow();
      else clock.soon(this);
    },
    list(delivery, urgent) {
      if (closed) return;
      delivery.listed = true;
      entries.push(delivery);
      if (urgent) clock.soon(this);
      else if (entries.length === 1) clock.within(this, lane);
    },
    flush() {
      if (closed || entries.length === 0 || isHeld()) return;
      const length = measure();
      const probes = sent + length - marked >= unconfirmedBytes / 4;
      const target = Buffer.allocUnsafe(length + (probes ? pingLength : 0));
      const offset = fill(target);
      sent += length;
      if (probes) {
        marked = sent;
        writePing(target, offset, marked);
      }
      if (target.length > 0) wire.write(target);
    },
    confirm(mark) {
      if (mark <= confirmed || mark > marked) return;
      confirmed = mark;
      if (entries.length > 0) clock.soon(this);
    },
    resume() {
      if (entries.length > 0) clock.soon(this);
    },
    close() {
      closed = true;
      entries.length = 0;
      clock.forget(this, lane);
    },
  };
}

const frameLength = ({ head }: Delivery, { bytes }: Payload): number => {
  const length = head.length + bytes.length;
  return headerLength(length) + length;
};

function writeFrame(target: Buffer, offset: number, { head }: Delivery, { bytes }: Payload): number {
  const begin = writeHeader(target, offset, head.length + bytes.length);
  target.set(head, begin);
  target.set(bytes, begin + head.length);
  return begin + head.length + bytes.length;
}
