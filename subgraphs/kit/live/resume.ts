/** What a subscriber heard last of the one element it follows, before it lost its connection. */
export interface Resume {
  /** Incarnation of the source; null where the events have none. */
  readonly epoch: string | null;
  readonly seq: number;
}

/** The extensions of a `subscribe` message: `{ resume: { epoch, seq } }`, and the trace that it belongs to as W3C Trace Context writes it. */
export const subscribeExtensions = (say: {
  readonly resume: Resume | null;
  readonly traceparent?: string | null | undefined;
}): Record<string, unknown> | undefined =>
  say.resume || say.traceparent
    ? { ...(say.resume && { resume: say.resume }), ...(say.traceparent && { traceparent: say.traceparent }) }
    : undefined;

/** The trace that a `subscribe` message belongs to; null where it names none. */
export function readTraceparent(extensions: unknown): string | null {
  const given = (extensions as { traceparent?: unknown } | null | undefined)?.traceparent;
  return typeof given === 'string' ? given : null;
}

/** Reads it from the extensions of an operation; null where there is none, or where it is not one. */
export function readResume(extensions: unknown): Resume | null {
  const resume = (extensions as { resume?: Partial<Resume> | null } | null | undefined)?.resume;
  if (typeof resume !== 'object' || resume === null) return null;
  const { epoch = null, seq } = resume;
  const known = (epoch === null || typeof epoch === 'string') && Number.isSafeInteger(seq);
  return known ? { epoch, seq: seq as number } : null;
}
