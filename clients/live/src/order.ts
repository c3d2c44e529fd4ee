/** Where a value stands among the others of its key. */
export interface Place {
  /** Incarnation of the source. Epochs sort as text in order of time. */
  readonly epoch: string;
  /** Grows within an epoch, perhaps with jumps. */
  readonly seq: number;
}

/** How a value came: pushed by a stream, or as the answer of a query, which may be older than it looks. */
export type Via = 'stream' | 'query';

/**
 * Whether `next` may replace `known`. Nothing goes backwards. The same place comes again from the stream when only the state changed (the source went
 * silent or came back); a query's answer with a known place is the older reading.
 */
export function mayReplace(next: Place, known: Place | undefined, via: Via): boolean {
  if (!known || next.epoch > known.epoch) return true;
  if (next.epoch < known.epoch || next.seq < known.seq) return false;
  return next.seq > known.seq || via === 'stream';
}
