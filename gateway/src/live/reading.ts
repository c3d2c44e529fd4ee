import type { Viewer } from '@lzstock/kit/viewer';
import type { GraphQLError } from 'graphql';
import type { Delivery } from './delivery.ts';
import { type Element, EveryElement, type Group, NewestElement, type Take } from './element.ts';
import type { LivePlan } from './plan.ts';
import type { Streams } from './stream.ts';

/** Where a reading's messages go. */
export interface ReadingOutlet {
  /** What precedes each payload. */
  readonly head: Buffer;
  /** Place of the socket in the flush clock. */
  readonly place: number;
  /** Comes for what is unread at the end of the turn. */
  hurry(): void;
  /** Takes a delivery that has something unread and is not listed yet. */
  list(delivery: Delivery): void;
  /** Values gave way unread. */
  conflated(count: number): void;
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
  /** Hands over what is unread, where the newest value is what counts. */
  collect(take: Take): void;
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
  const { head, place } = outlet;
  const open = new Set<Element>();
  const all: Element[] = [];
  let closed = false;
  let opening = true;

  function close(keepUnread = false): void {
    closed = true;
    if (!keepUnread) for (const element of all) element.drop();
    for (const element of all) element.leave();
    open.clear();
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
    head,
    place,
    owners: new Map(),
    most: options.unread,
    hurry: () => outlet.hurry(),
    list: (delivery) => outlet.list(delivery),
    conflated: (count) => outlet.conflated(count),
    full: () => finish(outlet.overflow),
    failed: (errors) => finish(() => outlet.failed(errors)),
    gone(element) {
      open.delete(element);
      endWithLast();
    },
  };

  const ElementOf = plan.sharing.delivery === 'NEWEST' ? NewestElement : EveryElement;
  try {
    for (const variables of elements) {
      if (closed) break;
      const element = new ElementOf(group);
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
  return {
    plan,
    elements: elements.length,
    collect(take) {
      for (const element of all) element.collect(take);
    },
    close,
  };
}
