/** How many symbols one subscription may name. */
export const symbolsPerStream = 200;
/** More streams than this are gathered into one. */
const streamsBeforeGathering = 6;

export interface StreamPlan<S> {
  /** Symbol lists to open a stream for. */
  readonly open: readonly (readonly string[])[];
  /** Streams nobody needs any more. */
  readonly close: readonly S[];
  /** Streams that `open` replaces: close them once their replacement has spoken. */
  readonly replace: readonly S[];
}

/**
 * What to open and close so that every wanted symbol is streamed. A stream that still serves somebody is left alone, so a change of the set
 * never interrupts the symbols that stay.
 */
export function planStreams<S extends { readonly symbols: readonly string[] }>(
  streams: readonly S[],
  wanted: ReadonlySet<string>,
): StreamPlan<S> {
  const close = streams.filter((stream) => !stream.symbols.some((symbol) => wanted.has(symbol)));
  const kept = streams.filter((stream) => !close.includes(stream));
  const served = new Set(kept.flatMap((stream) => stream.symbols));
  const added = [...wanted].filter((symbol) => !served.has(symbol));
  if (added.length > 0 && kept.length + 1 > streamsBeforeGathering) {
    return { open: chunks([...wanted]), close, replace: kept };
  }
  return { open: chunks(added), close, replace: [] };
}

function chunks(symbols: readonly string[]): string[][] {
  const lists: string[][] = [];
  for (let at = 0; at < symbols.length; at += symbolsPerStream) lists.push(symbols.slice(at, at + symbolsPerStream));
  return lists;
}
