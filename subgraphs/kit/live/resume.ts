/** What a subscriber heard last of the one element it follows, before it lost its connection. */
export interface Resume {
  /** Incarnation of the source; null where the events have none. */
  readonly epoch: string | null;
  readonly seq: number;
}

/** The extension of a `subscribe` message that says it: `{ resume: { epoch, seq } }`. */
export const resumeExtension = (resume: Resume | null): Record<string, unknown> | undefined =>
  resume ? { resume } : undefined;

/** Reads it from the extensions of an operation; null where there is none, or where it is not one. */
export function readResume(extensions: unknown): Resume | null {
  const resume = (extensions as { resume?: Partial<Resume> | null } | null | undefined)?.resume;
  if (typeof resume !== 'object' || resume === null) return null;
  const { epoch = null, seq } = resume;
  const known = (epoch === null || typeof epoch === 'string') && Number.isSafeInteger(seq);
  return known ? { epoch, seq: seq as number } : null;
}
