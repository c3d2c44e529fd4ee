import type { Payload } from './frame.ts';

/** The unread values of one element for one subscription of one socket, none of which may be left out. */
export interface Delivery {
  /** What precedes each payload on the wire. */
  readonly head: Buffer;
  /** Oldest first. */
  unread: Payload[];
  /** Whether the outbox holds this delivery already. */
  listed: boolean;
  /** A closed delivery is never written again. */
  closed: boolean;
}

/** Puts the value behind the unread ones, or says `full` where `most` wait already. */
export function putEvery(delivery: Delivery, payload: Payload, most: number): 'queued' | 'full' {
  if (delivery.unread.length >= most) return 'full';
  delivery.unread.push(payload);
  return 'queued';
}
