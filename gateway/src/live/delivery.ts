import type { Payload } from './frame.ts';

export type Delivered = 'queued' | 'conflated' | 'full';

const gapsKept = 8;

/** The unread values of one element for one subscription of one socket. */
export interface Delivery {
  /** What precedes each payload on the wire. */
  readonly head: Buffer;
  /** Oldest first. */
  readonly unread: Payload[];
  /** Whether the outbox holds this delivery already. */
  listed: boolean;
  /** A closed delivery is never written again. */
  closed: boolean;
}

export const createDelivery = (head: Buffer): Delivery => ({ head, unread: [], listed: false, closed: false });

/** Puts the newest value in the place of the unread one, except that a value which announces a gap stays until it is read (eight of them at most). */
export function putNewest({ unread }: Delivery, payload: Payload): Delivered {
  const last = unread.at(-1);
  if (last === undefined) {
    unread.push(payload);
    return 'queued';
  }
  if (!last.announcesGap) unread.pop();
  else if (unread.length >= gapsKept) unread.shift();
  else {
    unread.push(payload);
    return 'queued';
  }
  unread.push(payload);
  return 'conflated';
}

/** Puts the value behind the unread ones, or says `full` where `most` wait already. */
export function putEvery({ unread }: Delivery, payload: Payload, most: number): Delivered {
  if (unread.length >= most) return 'full';
  unread.push(payload);
  return 'queued';
}
