import type { Viewer } from '@lzstock/kit/viewer';
import type { GraphQLError } from 'graphql';
import type { Delivery } from './delivery.ts';
import { type Element, EveryElement, type Group, NewestElement, type Take } from './element.ts';
import type { Elements } from './elements.ts';
import { nextHead } from './frame.ts';
import type { Newest } from './newest.ts';
import type { OperationParams } from './ports.ts';
import type { PreparedSubscription } from './prepare.ts';
import type { Streams } from './stream.ts';

/** Where the messages of a socket's readings go. */
export interface ReadingOutlet {
  /** Place of the socket in the flush clock. */
  readonly place: number;
  /** Values of one reading that may wait where none may be left out. */
  readonly unread: number;
  /** Comes for what is unread at the end of the turn. */
  hurry(): void;
  /** Takes a delivery that has something unread and is not listed yet. */
  list(delivery: Delivery): void;
  /** Values gave way unread. */
  conflated(count: number): void;
  /** The reader is too far behind for a stream that may leave nothing out. */
  overflow(): void;
  failed(reading: Reading, errors: readonly GraphQLError[]): void;
  ended(reading: Reading): void;
}

export interface ReadingOptions {
  /** The operation's id. */
  readonly id: string;
  readonly prepared: PreparedSubscription;
  /** As the client gave them. */
  readonly variables: OperationParams['variables'];
  /** Tells apart the subscriptions that may share nothing. */
  readonly owner: number;
  /** Elements that it will have. */
  readonly size: number;
  readonly outlet: ReadingOutlet;
}

export interface ReadingRequest {
  readonly elements: Elements;
  readonly viewer: Viewer;
  readonly streams: Streams;
}

/**
 * One subscription of one client: the streams of all its elements. An element that another one turns out to equal, by the key its events carry, is left: the
 * reader gets it once. A stream that is refused fails the whole; the reading ends when all its streams have. There are very many readings: their lists
 * have just the room they need, and variables wait as text.
 */
export class Reading implements Group {
  readonly id: string;
  readonly prepared: PreparedSubscription;
  readonly owner: number;
  readonly head: Buffer;
  readonly elements: (Element | null)[];
  readonly newest: (Newest | null)[];
  readonly told: number[];
  readonly #variables: string;
  readonly #outlet: ReadingOutlet;
  #open = 0;
  #stayed = 0;
  #state: 'opening' | 'open' | 'closed' = 'opening';

  constructor({ id, prepared, variables, owner, size, outlet }: ReadingOptions) {
    this.id = id;
    this.prepared = prepared;
    this.owner = owner;
    this.head = nextHead(id);
    this.elements = new Array(size).fill(null);
    const newest = prepared.plan.sharing.delivery === 'NEWEST' ? size : 0;
    this.newest = new Array(newest).fill(null);
    this.told = new Array(newest).fill(0);
    this.#variables = JSON.stringify(variables ?? null);
    this.#outlet = outlet;
  }

  /** Elements that count against the socket's bound. */
  get size(): number {
    return this.elements.length;
  }

  /** As the client gave them. */
  get variables(): OperationParams['variables'] {
    return JSON.parse(this.#variables) as OperationParams['variables'];
  }

  get most(): number {
    return this.#outlet.unread;
  }

  /** Attaches to every stream; called once. It may fail or end while it is at it. Throws, leaving nothing attached, where a stream cannot be opened. */
  open({ elements: { shared, texts, variables }, viewer, streams }: ReadingRequest): void {
    const { plan } = this.prepared;
    const isNewest = plan.sharing.delivery === 'NEWEST';
    try {
      const group = streams.group({ plan, shared, viewer, owner: this.owner });
      for (let index = 0; index < texts.length; index++) {
        if (this.#state === 'closed') return;
        const element = isNewest ? new NewestElement(this, index) : new EveryElement(this);
        this.elements[index] = element;
        this.#open++;
        element.follow(group.read(texts[index]!, variables, element));
      }
    } catch (error) {
      this.close();
      throw error;
    }
    if (this.#state === 'opening') this.#state = 'open';
    this.#endWithLast();
  }

  /** Hands over what is unread, where the newest value is what counts. Ends the reader where more than may wait had to. */
  collect(take: Take): void {
    const { newest, told } = this;
    this.#stayed = 0;
    for (let index = 0; index < newest.length; index++) {
      const one = newest[index];
      if (one && one.version !== told[index]) this.elements[index]!.collect(take);
      if (this.#stayed <= this.most) continue;
      setImmediate(() => this.full());
      return;
    }
  }

  /** Leaves every stream. What is unread is still delivered where `keepUnread`. */
  close(keepUnread = false): void {
    this.#state = 'closed';
    if (!keepUnread) for (const element of this.elements) element?.drop();
    for (const element of this.elements) element?.leave();
  }

  #endWithLast(): void {
    if (this.#open > 0 || this.#state !== 'open') return;
    this.#state = 'closed';
    this.#outlet.ended(this);
  }

  get place(): number {
    return this.#outlet.place;
  }

  hurry(): void {
    this.#outlet.hurry();
  }

  list(delivery: Delivery): void {
    this.#outlet.list(delivery);
  }

  conflated(count: number): void {
    this.#outlet.conflated(count);
  }

  stayed(count: number): void {
    this.#stayed += count;
  }

  full(): void {
    if (this.#state === 'closed') return;
    this.close();
    this.#outlet.overflow();
  }

  failed(errors: readonly GraphQLError[]): void {
    if (this.#state === 'closed') return;
    this.close();
    this.#outlet.failed(this, errors);
  }

  gone(): void {
    this.#open--;
    this.#endWithLast();
  }
}
