import type { Delivery } from './delivery.ts';
import type { Take } from './element.ts';
import type { Flushable, FlushClock } from './flush-clock.ts';
import { headerLength, pingLength, writeHeader, writePing } from './frame.ts';

/** The socket below. */
export interface Wire {
  /** Hands bytes to the kernel; they are whole websocket frames. */
  write(bytes: Buffer): void;
  /** Bytes that the kernel has not taken yet. */
  readonly backlog: number;
  /** The peer reads too slowly for what may not be left out. */
  overflow(): void;
}

/** Something that has newest values for the client whenever its socket is written. */
export interface Collected {
  /** Hands over what the client was not told yet. */
  collect(take: Take): void;
}

/** Everything on its way to one client, in order. */
export interface Outbox extends Flushable {
  /** Place in the flush clock; whoever has something new for this client marks it. */
  readonly place: number;
  /** Bytes that the peer should have confirmed, that the kernel has not taken, and of messages that wait behind them. */
  readonly behind: number;
  /** Puts a message of the protocol; written at the end of the turn. */
  send(message: string): void;
  /** Lists a delivery that has something unread and is not listed; written at the end of the turn. */
  list(delivery: Delivery): void;
  /** Comes to `values` at every write from now on. */
  follow(values: Collected): void;
  /** Comes to `values` no more; what it has now is still written, before what is sent next, where `keepUnread`. */
  unfollow(values: Collected, keepUnread: boolean): void;
  /** Writes at the end of the turn. */
  hurry(): void;
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
  /** Bytes that may be on their way unconfirmed. */
  readonly unconfirmedBytes: number;
  /** Bytes of messages that may wait to be written. */
  readonly waitingBytes: number;
  /** Counts the `next` messages of a write. */
  readonly written: (messages: number, bytes: number) => void;
}

const mostMessages = 2_000;

/** The parts of the frames of one write: a head and what follows it, or a whole message and null. Used by one write at a time, of any socket. */
const heads: Buffer[] = [];
const bodies: (Buffer | null)[] = [];
let length = 0;
let values = 0;

const addFrame: Take = (head, { bytes }) => {
  heads.push(head);
  bodies.push(bytes);
  const size = head.length + bytes.length;
  length += headerLength(size) + size;
  values++;
};

function addMessage(message: Buffer): void {
  heads.push(message);
  bodies.push(null);
  length += headerLength(message.length) + message.length;
}

/** Writes the gathered frames and forgets them. */
function fill(target: Buffer): number {
  let offset = 0;
  for (let index = 0; index < heads.length; index++) {
    const head = heads[index]!;
    const body = bodies[index]!;
    offset = writeHeader(target, offset, head.length + (body?.length ?? 0));
    target.set(head, offset);
    offset += head.length;
    if (!body) continue;
    target.set(body, offset);
    offset += body.length;
  }
  heads.length = 0;
  bodies.length = 0;
  length = 0;
  values = 0;
  return offset;
}

/**
 * Gathers a socket's frames and writes a whole window of them at once. A ping follows every quarter of the unconfirmed bytes allowed; while its pong is
 * outstanding for too much, nothing is written and newest-wins does its work, so a peer that does not read costs no memory.
 */
export function createOutbox({ wire, clock, unconfirmedBytes, waitingBytes, written }: OutboxOptions): Outbox {
  const entries: (Delivery | Buffer)[] = [];
  const followed = new Set<Collected>();
  let messages = 0;
  let waiting = 0;
  let sent = 0;
  let marked = 0;
  let confirmed = 0;
  let held = false;
  let closed = false;

  function gather(): void {
    for (const entry of entries) {
      if (Buffer.isBuffer(entry)) {
        addMessage(entry);
        continue;
      }
      entry.listed = false;
      if (!entry.closed) for (const payload of entry.unread) addFrame(entry.head, payload);
      entry.unread = [];
    }
    entries.length = 0;
    messages = 0;
    waiting = 0;
    for (const values of followed) values.collect(addFrame);
  }

  const outbox: Outbox = {
    place: -1,
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
      else clock.soon(outbox);
    },
    list(delivery) {
      if (closed) return;
      delivery.listed = true;
      entries.push(delivery);
      clock.soon(outbox);
    },
    follow(values) {
      if (!closed) followed.add(values);
    },
    unfollow(values, keepUnread) {
      if (!followed.delete(values) || !keepUnread || closed) return;
      values.collect((head, payload) => entries.push({ head, unread: [payload], listed: true, closed: false }));
      if (entries.length > 0) clock.soon(outbox);
    },
    hurry() {
      if (!closed) clock.soon(outbox);
    },
    flush() {
      if (closed) return;
      held = marked - confirmed >= unconfirmedBytes || wire.backlog >= unconfirmedBytes;
      if (held) return;
      gather();
      if (heads.length === 0) return;
      const bytes = length;
      const count = values;
      const probes = sent + bytes - marked >= unconfirmedBytes / 4;
      const target = Buffer.allocUnsafe(bytes + (probes ? pingLength : 0));
      const offset = fill(target);
      sent += bytes;
      if (probes) {
        marked = sent;
        writePing(target, offset, marked);
      }
      written(count, bytes);
      wire.write(target);
    },
    confirm(mark) {
      if (mark <= confirmed || mark > marked) return;
      confirmed = mark;
      if (held) clock.soon(outbox);
    },
    resume() {
      if (held) clock.soon(outbox);
    },
    close() {
      if (closed) return;
      closed = true;
      entries.length = 0;
      followed.clear();
      clock.leave(outbox.place);
    },
  };
  return Object.assign(outbox, { place: clock.enter(outbox) });
}
