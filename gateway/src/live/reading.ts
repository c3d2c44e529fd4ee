import type { Viewer } from '@lzstock/kit/viewer';
import type { GraphQLError } from 'graphql';
import { type Delivery, putEvery, putNewest } from './delivery.ts';
import type { Payload } from './frame.ts';
import type { LivePlan } from './plan.ts';
import type { StreamReader, Streams } from './stream.ts';

/** Where a reading's messages go. */
export interface ReadingOutlet {
  /** What precedes each payload. */
  readonly head: Buffer;
  /** Takes a delivery that has something unread and is not listed yet. */
  list(delivery: Delivery, urgent: boolean): void;
  /** A value gave way unread. */
  conflated(): void;
  /** The reader is too far behind for a stream that may leave nothing out. */
  overflow(): void;
  failed(errors: readonly GraphQLError[]): void;
  ended(): void;
}

/** One subscription of one client: the streams of all its elements. */
export interface Reading {
  /** Streams it began with. */
  readonly elements: number;
  readonly plan: LivePlan;
  /** Leaves every stream. What is unread is still delivered where `keepUnread`. */
  close(keepUnread?: boolean): void;
}

export interface ReadingOptions {
  readonly plan: LivePlan;
  /** Variables of each element's stream. */
  readonly elements: readonly Readonly<Record<string, unknown>>[];
  readonly viewer: Viewer;
  /** Tells apart the subscriptions that may share nothing. */
  readonly owner: number;
  readonly streams: Streams;
  readonly outlet: ReadingOutlet;
  /** Values that may wait unread where nothing may be left out. */
  readonly unread: number;
}

/**
 * Reads the stream of each element and delivers what comes. An element that another one turns out to equal, by the key its events carry, is left: the reader
 * gets it once. A stream that is refused fails the whole; the reading ends when all its streams have.
 */
export function openReading(options: ReadingOptions): Reading {
  const { plan, elements, viewer, owner, streams, outlet } = options;
  const open = new Set<ElementReader>();
  const all: ElementReader[] = [];
  let closed = false;
  let opening = true;

  function close(keepUnread = false): void {
    closed = true;
    for (const element of all) element.leave();
    open.clear();
    if (!keepUnread) for (const element of all) element.closed = true;
  }

  function finish(tell: () => void): void {
    if (closed) return;
    close();
    tell();
  }

  function endWithLast(): void {
    if (open.size > 0 || opening || closed) return;
    closed = true;
    outlet.ended();
  }

  const group: Group = {
    outlet,
    owners: new Map(),
    most: plan.sharing.delivery === 'NEWEST' ? null : options.unread,
    full: () => finish(outlet.overflow),
    failed: (errors) => finish(() => outlet.failed(errors)),
    gone(element) {
      open.delete(element);
      endWithLast();
    },
  };

  try {
    for (const variables of elements) {
      if (closed) break;
      const element = new ElementReader(group);
      all.push(element);
      open.add(element);
      element.follow(streams.read({ plan, variables, viewer, owner }, element));
    }
  } catch (error) {
    close();
    throw error;
  }
  opening = false;
  endWithLast();
  return { plan, elements: elements.length, close };
}

/** What the elements of one reading share. */
interface Group {
  readonly outlet: ReadingOutlet;
  /** Which element delivers a key. */
  readonly owners: Map<string, ElementReader>;
  /** Null where unread values give way to newer ones. */
  readonly most: number | null;
  full(): void;
  failed(errors: readonly GraphQLError[]): void;
  gone(element: ElementReader): void;
}

/** One object for each element and reader, with all that a value on its way touches: there are very many, and memory is what they cost. */
class ElementReader implements StreamReader, Delivery {
  readonly head: Buffer;
  newest: Payload | null = null;
  earlier: Payload[] | null = null;
  listed = false;
  closed = false;
  #first = true;
  #left = false;
  #owned: string | null = null;
  readonly #group: Group;
  #stop: (() => void) | null = null;

  constructor(group: Group) {
    this.head = group.outlet.head;
    this.#group = group;
  }

  /** Takes the way out of the stream; uses it at once where the element has been left meanwhile. */
  follow(stop: () => void): void {
    if (this.#left) stop();
    else this.#stop = stop;
  }

  leave(): void {
    this.#left = true;
    this.#stop?.();
    this.#stop = null;
  }

  payload(payload: Payload): void {
    if (this.#left) return;
    if (payload.key !== this.#owned && !this.#owns(payload.key)) {
      this.leave();
      this.#group.gone(this);
      return;
    }
    const { outlet, most } = this.#group;
    const how = most === null ? putNewest(this, payload) : putEvery(this, payload, most);
    if (how === 'full') this.#group.full();
    else if (how === 'conflated') outlet.conflated();
    else if (!this.listed) outlet.list(this, this.#first || most !== null);
    this.#first = false;
  }

  #owns(key: string | null): boolean {
    if (key === null) return true;
    const { owners } = this.#group;
    const owner = owners.get(key) ?? this;
    owners.set(key, owner);
    if (owner === this) this.#owned = key;
    return owner === this;
  }

  failed(errors: readonly GraphQLError[]): void {
    if (!this.#left) this.#group.failed(errors);
  }

  ended(): void {
    this.#stop = null;
    this.#group.gone(this);
  }
}
