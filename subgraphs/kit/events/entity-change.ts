/** An entity of the graph some fields of which may answer otherwise from now on. */
export interface EntityChange {
  /** Name of its type. */
  readonly type: string;
  /** The fields of its key. */
  readonly key: Readonly<Record<string, string>>;
}

/** Channel on which contexts tell which of their entities changed. Who did not listen then has to doubt what it keeps. */
export const entityChanges = 'entity-changes';

export const changeNotice = (changes: readonly EntityChange[]): string => JSON.stringify(changes);

const isChange = (value: unknown): value is EntityChange => {
  if (typeof value !== 'object' || value === null) return false;
  const { type, key } = value as Partial<EntityChange>;
  return typeof type === 'string' && typeof key === 'object' && key !== null;
};

/** The changes of a notice; null where it is none. */
export function readChangeNotice(text: string): readonly EntityChange[] | null {
  try {
    const notice: unknown = JSON.parse(text);
    return Array.isArray(notice) && notice.every(isChange) ? notice : null;
  } catch {
    return null;
  }
}
