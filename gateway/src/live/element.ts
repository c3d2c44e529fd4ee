import type { GraphQLError } from 'graphql';
import { type Delivery, putEvery } from './delivery.ts';
import type { Payload } from './frame.ts';
import type { Newest } from './newest.ts';
import type { Stream, StreamReader } from './stream.ts';

/** Takes one message on its way to the client. */
export type Take = (head: Buffer, payload: Payload) => void;

/** What the elements of one reading share. */
export interface Group {
  /** What precedes each payload. */
  readonly head: Buffer;
  /** Place of the socket in the flush clock. */
  readonly place: number;
  readonly elements: readonly (Element | null)[];
  /** What each element reads, by its index; null before it is known and after it was left. One short list for all, since it is walked at every write. */
  readonly newest: (Newest | null)[];
  /** The version that each element was told last. */
  readonly told: number[];
  /** Values of one element that may wait where none may be left out. */
  readonly most: number;
  /** Writes the socket at the end of the turn. */
  hurry(): void;
  list(delivery: Delivery): void;
  conflated(count: number): void;
  /** Values were handed over that newer ones could not replace. */
  stayed(count: number): void;
  full(): void;
  failed(errors: readonly GraphQLError[]): void;
  /** One element was left or has ended. */
  gone(): void;
}

/** One element of one reading. There are very many, and memory is what they cost. */
export abstract class Element implements StreamReader {
  protected readonly group: Group;
  protected left = false;
  #owned: string | null = null;
  #stream: Stream | null = null;

  constructor(group: Group) {
    this.group = group;
  }

  get place(): number {
    return this.group.place;
  }

  /** Remembers what it reads; leaves it at once where the element has been left meanwhile. */
  follow(stream: Stream): void {
    if (this.left) stream.leave(this);
    else this.#stream = stream;
  }

  leave(): void {
    this.left = true;
    this.#stream?.leave(this);
    this.#stream = null;
  }

  /** Drops what is unread. */
  abstract drop(): void;
  /** Hands over what is unread and is not listed elsewhere. */
  abstract collect(take: Take): void;
  abstract keeps(newest: Newest): void;
  abstract first(): void;
  abstract readonly told: number;
  abstract overrun(): void;
  abstract payload(payload: Payload): void;

  /** Whether values of this key are this element's to deliver; where another one does already, it is left. */
  protected owns(key: string | null): boolean {
    if (key === null || key === this.#owned) return true;
    for (const other of this.group.elements) {
      if (other === null || other === this || other.#owned !== key) continue;
      this.leave();
      this.group.gone();
      return false;
    }
    this.#owned = key;
    return true;
  }

  failed(errors: readonly GraphQLError[]): void {
    if (!this.left) this.group.failed(errors);
  }

  ended(): void {
    this.#stream = null;
    this.group.gone();
  }
}

/** An element of which the newest value is told: it comes for it when its socket is written. */
export class NewestElement extends Element {
  readonly #index: number;

  constructor(group: Group, index: number) {
    super(group);
    this.#index = index;
  }

  keeps(newest: Newest): void {
    this.group.newest[this.#index] = newest;
    this.group.told[this.#index] = Math.max(0, newest.version - 1);
  }

  get told(): number {
    return this.group.told[this.#index]!;
  }

  overrun(): void {
    this.group.full();
  }

  first(): void {
    this.group.hurry();
  }

  collect(take: Take): void {
    const { newest: all, told, head } = this.group;
    const newest = all[this.#index];
    const before = told[this.#index]!;
    if (!newest?.payload || newest.version === before) return;
    if (!this.owns(newest.payload.key)) {
      this.drop();
      return;
    }
    const stayed = newest.stayedSince(before);
    for (const payload of stayed) take(head, payload);
    take(head, newest.payload);
    const replaced = newest.version - before - 1 - stayed.length;
    if (replaced > 0) this.group.conflated(replaced);
    if (stayed.length > 0) this.group.stayed(stayed.length);
    told[this.#index] = newest.version;
  }

  drop(): void {
    this.group.newest[this.#index] = null;
  }

  payload(): void {}
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

  get told(): number {
    return 0;
  }
  overrun(): void {}
  collect(): void {}
  keeps(): void {}
  first(): void {}
}
