import type { Viewer } from '@lzstock/kit/viewer';
import type { GraphQLError } from 'graphql';
import { createDelivery, type Delivery, putEvery, putNewest } from './delivery.ts';
import type { Payload } from './frame.ts';
import type { LivePlan } from './plan.ts';
import type { StreamReader, Streams } from './stream.ts';

/** Where a reading's messages go. */
export interface ReadingOutlet {
  /** What precedes each payload. */
  readonly head: Buffer;
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
  const { plan, elements, viewer, owner, streams, outlet, unread } = options;
  const deliveries: Delivery[] = [];
  const leaves = new Set<() => void>();
  const owners = new Map<string, Delivery>();
  const newest = plan.sharing.delivery === 'NEWEST';
  let closed = false;
  let opening = true;

  function close(keepUnread = false): void {
    closed = true;
    for (const leave of [...leaves]) leave();
    leaves.clear();
    if (!keepUnread) for (const delivery of deliveries) delivery.closed = true;
  }

  function finish(tell: () => void): void {
    if (closed) return;
    close();
    tell();
  }

  function open(variables: Readonly<Record<string, unknown>>): void {
    const delivery = createDelivery(outlet.head);
    deliveries.push(delivery);
    let first = true;
    let owned: string | null = null;
    let left = false;
    let stop: (() => void) | null = null;
    const leave = () => {
      left = true;
      leaves.delete(leave);
      stop?.();
    };
    leaves.add(leave);

    function owns(key: string | null): boolean {
      if (key === null) return true;
      const owner = owners.get(key) ?? delivery;
      owners.set(key, owner);
      if (owner === delivery) owned = key;
      return owner === delivery;
    }

    function payload(payload: Payload): void {
      if (left || closed) return;
      if (payload.key !== owned && !owns(payload.key)) {
        leave();
        return;
      }
      const how = newest ? putNewest(delivery, payload) : putEvery(delivery, payload, unread);
      if (how === 'full') finish(outlet.overflow);
      else if (how === 'conflated') outlet.conflated();
      else if (!delivery.listed) outlet.list(delivery, first);
      first = false;
    }

    const stream: StreamReader = {
      payload,
      failed: (errors) => finish(() => outlet.failed(errors)),
      ended() {
        leaves.delete(leave);
        if (leaves.size === 0 && !opening && !closed) {
          closed = true;
          outlet.ended();
        }
      },
    };
    stop = streams.read({ plan, variables, viewer, owner }, stream);
    if (left || closed) stop();
  }

  try {
    for (const variables of elements) {
      if (!closed) open(variables);
    }
  } catch (error) {
    close();
    throw error;
  }
  opening = false;
  if (leaves.size === 0 && !closed) {
    closed = true;
    outlet.ended();
  }
  return { plan, elements: elements.length, close };
}
