import type { GraphQLError } from 'graphql';
import { type Delivery, putEvery } from './delivery.ts';
import type { Payload } from './frame.ts';
import type { Newest } from './newest.ts';
import type { StreamReader } from './stream.ts';

/** Takes one message on its way to the client. */
export type Take = (head: Buffer, payload: Payload) => void;

/** What the elements of one reading share. */
export interface Group {
  /** What precedes each payload. */
  readonly head: Buffer;
  /** Place of the socket in the flush clock. */
  readonly place: number;
  /** Which element delivers a key. */
  readonly owners: Map<string, Element>;
  /** Values of one element that may wait where none may be left out. */
  readonly most: number;
  /** Writes the socket at the end of the turn. */
  hurry(): void;
  list(delivery: Delivery): void;
  conflated(count: number): void;
  full(): void;
  failed(errors: readonly GraphQLError[]): void;
  gone(element: Element): void;
}

/** One element of one reading. There are very many, and memory is what they cost. */
export abstract class Element implements StreamReader {
  protected readonly group: Group;
  protected left = false;
  #owned: string | null = null;
  #stop: (() => void) | null = null;

  constructor(group: Group) {
    this.group = group;
  }

  get place(): number {
    return this.group.place;
  }

  /** Takes the way out of the stream; uses it at once where the element has been left meanwhile. */
  follow(stop: () => void): void {
    if (this.left) stop();
    else this.#stop = stop;
  }

  leave(): void {
    this.left = true;
    this.#stop?.();
    this.#stop = null;
  }

  /** Drops what is unread. */
  abstract drop(): void;
  /** Hands over what is unread and is not listed elsewhere. */
  abstract collect(take: Take): void;
  abstract keeps(newest: Newest): void;
  abstract first(): void;
  abstract payload(payload: Payload): void;

  /** Whether values of this key are this element's to deliver; where another one does already, it is left. */
  protected owns(key: string | null): boolean {
    if (key === this.#owned) return true;
    const { owners } = this.group;
    const owner = key === null ? this : (owners.get(key) ?? this);
    if (owner !== this) {
      this.leave();
      this.group.gone(this);
      return false;
    }
    if (key !== null) {
      owners.set(key, this);
      this.#owned = key;
    }
    return true;
  }

  failed(errors: readonly GraphQLError[]): void {
    if (!this.left) this.group.failed(errors);
  }

  ended(): void {
    this.#stop = null;
    this.group.gone(this);
  }
}

const nothing = () => {};

/** An element of which the newest value is told: it comes for it when its socket is written. */
export class NewestElement extends Element {
  #newest: Newest | null = null;
  #told = 0;

  keeps(newest: Newest): void {
    this.#newest = newest;
    this.#told = Math.max(0, newest.version - 1);
  }

  first(): void {
    this.group.hurry();
  }

  collect(take: Take): void {
    const newest = this.#newest;
    if (newest === null || newest.version === this.#told || newest.payload === null || this.left) return;
    if (!this.owns(newest.payload.key)) return;
    const announced = newest.announcedSince(this.#told);
    for (const payload of announced) take(this.group.head, payload);
    take(this.group.head, newest.payload);
    const replaced = newest.version - this.#told - 1 - announced.length;
    if (replaced > 0) this.group.conflated(replaced);
    this.#told = newest.version;
  }

  drop(): void {
    this.#newest = null;
  }

  payload = nothing;
}

/** An element of which nothing may be left out: its values are written at the end of the turn, or wait. */
export class EveryElement extends Element implements Delivery {
  readonly head: Buffer;
  unread: Payload[] = [];
  listed = false;
  closed = false;

  constructor(group: Group) {
    super(group);
    this.head = group.head;
  }

  payload(payload: Payload): void {
    if (this.left || !this.owns(payload.key)) return;
    if (putEvery(this, payload, this.group.most) === 'full') this.group.full();
    else if (!this.listed) this.group.list(this);
  }

  drop(): void {
    this.closed = true;
  }

  collect = nothing;
  keeps = nothing;
  first = nothing;
}
