import type { Delivery } from './delivery.ts';
import type { Take } from './element.ts';
import type { Flushable, FlushClock } from './flush-clock.ts';
import { headerLength, pingLength, writeHeader, writePing } from './frame.ts';

/** The socket below. */
export interface Wire {
  /** Hands bytes to the kernel; they are whole websocket frames. Tells whether it needs them longer than until it returns. */
  write(bytes: Buffer): boolean;
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

/** What all outboxes have in common. */
export interface OutboxShare {
  readonly clock: FlushClock;
  /** Bytes that may be on their way unconfirmed. */
  readonly unconfirmedBytes: number;
  /** Bytes of messages that may wait to be written. */
  readonly waitingBytes: number;
  /** Counts the `next` messages of a write. */
  readonly written: (messages: number, bytes: number) => void;
}

const mostMessages = 2_000;
const scratchLength = 64 * 1024;

/** The parts of the frames of one write: a head and what follows it, or a whole message and null. Used by one write at a time, of any socket. */
const heads: Buffer[] = [];
const bodies: (Buffer | null)[] = [];
let length = 0;
let values = 0;
/** Where writes are put together, one after the other; most are with the kernel when the next one begins. */
let scratch: Buffer | null = null;

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

function reserve(size: number): Buffer {
  if (size > scratchLength) return Buffer.allocUnsafeSlow(size);
  scratch ??= Buffer.allocUnsafeSlow(scratchLength);
  return scratch;
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

const nobody: readonly Collected[] = [];

class SocketOutbox implements Outbox {
  readonly place: number;
  readonly #wire: Wire;
  readonly #share: OutboxShare;
  readonly #entries: (Delivery | Buffer)[] = [];
  #followed: readonly Collected[] = nobody;
  #messages = 0;
  #waiting = 0;
  #sent = 0;
  #marked = 0;
  #confirmed = 0;
  #held = false;
  #closed = false;

  constructor(wire: Wire, share: OutboxShare) {
    this.#wire = wire;
    this.#share = share;
    this.place = share.clock.enter(this);
  }

  get behind(): number {
    return this.#marked - this.#confirmed + this.#wire.backlog + this.#waiting;
  }

  send(message: string): void {
    if (this.#closed) return;
    const { clock, waitingBytes } = this.#share;
    const overdue = this.#waiting > waitingBytes;
    const bytes = Buffer.from(message);
    this.#entries.push(bytes);
    this.#waiting += bytes.length;
    if (++this.#messages > mostMessages || overdue) this.#wire.overflow();
    else clock.soon(this);
  }

  list(delivery: Delivery): void {
    if (this.#closed) return;
    delivery.listed = true;
    this.#entries.push(delivery);
    this.#share.clock.soon(this);
  }

  follow(values: Collected): void {
    if (!this.#closed) this.#followed = this.#followed.concat(values);
  }

  unfollow(values: Collected, keepUnread: boolean): void {
    if (!this.#followed.includes(values)) return;
    this.#followed = this.#followed.filter((each) => each !== values);
    if (!keepUnread || this.#closed) return;
    const entries = this.#entries;
    values.collect((head, payload) => entries.push({ head, unread: [payload], listed: true, closed: false }));
    if (entries.length > 0) this.#share.clock.soon(this);
  }

  hurry(): void {
    if (!this.#closed) this.#share.clock.soon(this);
  }

  flush(): void {
    if (this.#closed) return;
    const { unconfirmedBytes, written } = this.#share;
    const wire = this.#wire;
    this.#held = this.#marked - this.#confirmed >= unconfirmedBytes || wire.backlog >= unconfirmedBytes;
    if (this.#held) return;
    this.#gather();
    if (heads.length === 0) return;
    const bytes = length;
    const count = values;
    const probes = this.#sent + bytes - this.#marked >= unconfirmedBytes / 4;
    const target = reserve(bytes + pingLength);
    let offset = fill(target);
    this.#sent += bytes;
    if (probes) {
      this.#marked = this.#sent;
      offset = writePing(target, offset, this.#marked);
    }
    written(count, bytes);
    if (wire.write(target.subarray(0, offset)) && target === scratch) scratch = null;
  }

  confirm(mark: number): void {
    if (mark <= this.#confirmed || mark > this.#marked) return;
    this.#confirmed = mark;
    this.resume();
  }

  resume(): void {
    if (this.#held && !this.#closed) this.#share.clock.soon(this);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#entries.length = 0;
    this.#followed = nobody;
    this.#share.clock.leave(this.place);
  }

  #gather(): void {
    for (const entry of this.#entries) {
      if (Buffer.isBuffer(entry)) {
        addMessage(entry);
        continue;
      }
      entry.listed = false;
      if (!entry.closed) for (const payload of entry.unread) addFrame(entry.head, payload);
      entry.unread = [];
    }
    this.#entries.length = 0;
    this.#messages = 0;
    this.#waiting = 0;
    for (const values of this.#followed) values.collect(addFrame);
  }
}

/**
 * Gathers a socket's frames and writes a whole window of them at once. A ping follows every quarter of the unconfirmed bytes allowed; while its pong is
 * outstanding for too much, nothing is written and newest-wins does its work, so a peer that does not read costs no memory.
 */
export const createOutbox = (wire: Wire, share: OutboxShare): Outbox => new SocketOutbox(wire, share);
