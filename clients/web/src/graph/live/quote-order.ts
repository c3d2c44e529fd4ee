/** The part of a quote that says where it stands among the others of its symbol. */
export interface Placed {
  readonly epoch: string;
  readonly seq: number;
}

/**
 * Whether `next` may replace `known`: epochs sort as text in order of time, numbers grow within one. The same number comes again from the stream when only the
 * state changed (the source went silent or came back); a query's answer with a known number is the older reading.
 */
export function mayReplace(next: Placed, known: Placed | undefined, via: 'stream' | 'query'): boolean {
  if (!known || next.epoch > known.epoch) return true;
  if (next.epoch < known.epoch || next.seq < known.seq) return false;
  return next.seq > known.seq || via === 'stream';
}
