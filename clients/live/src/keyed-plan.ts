/** What bounds the streams of one keyed subscription. */
export interface PlanBounds {
  /** Keys that one subscription may name. */
  readonly keys: number;
  /** More streams than this are gathered into one. */
  readonly streams: number;
}

export interface KeyedPlan<S> {
  /** Key lists to open a stream for. */
  readonly open: readonly (readonly string[])[];
  /** Streams nobody needs any more. */
  readonly close: readonly S[];
  /** Streams that `open` replaces: close them once their replacement has spoken. */
  readonly replace: readonly S[];
}

/**
 * What to open and close so that every wanted key is streamed. A stream that still serves somebody is left alone, so a change of the set never interrupts the
 * keys that stay. Only where there are too many streams, or most of what they carry is wanted by nobody, others take their place.
 */
export function planStreams<S extends { readonly keys: readonly string[] }>(
  streams: readonly S[],
  wanted: ReadonlySet<string>,
  bounds: PlanBounds,
): KeyedPlan<S> {
  const close = streams.filter((stream) => !stream.keys.some((key) => wanted.has(key)));
  const kept = streams.filter((stream) => !close.includes(stream));
  const served = new Set(kept.flatMap((stream) => stream.keys));
  const added = [...wanted].filter((key) => !served.has(key));
  const idle = [...served].filter((key) => !wanted.has(key)).length;
  const many = added.length > 0 && kept.length + 1 > bounds.streams;
  if (many || idle > Math.max(wanted.size, bounds.keys / 4)) {
    return { open: chunks([...wanted], bounds.keys), close, replace: kept };
  }
  return { open: chunks(added, bounds.keys), close, replace: [] };
}

function chunks(keys: readonly string[], most: number): string[][] {
  const lists: string[][] = [];
  for (let at = 0; at < keys.length; at += most) lists.push(keys.slice(at, at + most));
  return lists;
}
