import type { Payload } from './frame.ts';

export type Delivered = 'queued' | 'conflated' | 'full';

const gapsKept = 8;

/** The unread values of one element for one subscription of one socket. */
export interface Delivery {
  /** What precedes each payload on the wire. */
  readonly head: Buffer;
  /** Null where everything is read. */
  newest: Payload | null;
  /** Unread values before the newest, oldest first, that may not be left out. */
  earlier: Payload[] | null;
  /** Whether the outbox holds this delivery already. */
  listed: boolean;
  /** A closed delivery is never written again. */
  closed: boolean;
}

/** Puts the newest value in the place of the unread one, except that a value which announces a gap stays until it is read (eight of them at most). */
export function putNewest(delivery: Delivery, payload: Payload): Delivered {
  const unread = delivery.newest;
  delivery.newest = payload;
  if (unread === null) return 'queued';
  if (!unread.announcesGap) return 'conflated';
  delivery.earlier ??= [];
  delivery.earlier.push(unread);
  if (delivery.earlier.length < gapsKept) return 'queued';
  delivery.earlier.shift();
  return 'conflated';
}

/** Puts the value behind the unread ones, or says `full` where `most` wait already. */
export function putEvery(delivery: Delivery, payload: Payload, most: number): Delivered {
  const unread = delivery.newest;
  if (unread !== null) {
    delivery.earlier ??= [];
    if (delivery.earlier.length + 1 >= most) return 'full';
    delivery.earlier.push(unread);
  }
  delivery.newest = payload;
  return 'queued';
}
