/**
 * `breaking`: an operation that was written against the old graph may fail or get what its types do not allow. `dangerous`: it goes on, but may meet
 * something new or behave differently. `safe`: nothing that was written before notices.
 */
export type Level = 'breaking' | 'dangerous' | 'safe';

/** A way an operation can be touched by a change. */
export interface Touch {
  /** Key of a use; see `usesOf`. */
  readonly use: string;
  /** False where the use alone tells nothing: it is touched only where it no longer validates. */
  readonly certain: boolean;
}

/** One difference between two public schemas. */
export interface Change {
  /** Stable name of exactly this change, as `accepted.json` writes it: kind, coordinate and, where a type or default changed, from what to what. */
  readonly id: string;
  readonly kind: string;
  /** Schema coordinate of what changed, as it was called before: `Type.field(argument:)`. */
  readonly coordinate: string;
  readonly level: Level;
  /** One sentence. */
  readonly message: string;
  readonly touches: readonly Touch[];
}

/** A change with its id made from kind, coordinate and, where given, `detail`. */
export function changed(
  kind: string,
  coordinate: string,
  level: Level,
  message: string,
  touches: Touch[] = [],
  detail = '',
): Change {
  return { id: `${kind} ${coordinate}${detail && ` (${detail})`}`, kind, coordinate, level, message, touches };
}

/** Whoever uses this is touched. */
export const certainly = (...uses: string[]): Touch[] => uses.map((use) => ({ use, certain: true }));

/** Whoever uses this is touched where it no longer validates. */
export const ifInvalid = (use: string): Touch => ({ use, certain: false });

const rank: Record<Level, number> = { breaking: 0, dangerous: 1, safe: 2 };
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** Order of a report: what breaks first, then by name. */
export function worstFirst(a: Change, b: Change): number {
  return rank[a.level] - rank[b.level] || compare(a.coordinate, b.coordinate) || compare(a.id, b.id);
}

const advice: Readonly<Record<string, string>> = {
  'type-removed': 'Deprecate the fields that return it, move the operations away, then remove it.',
  'type-kind-changed': 'Add a type under a new name and deprecate the fields that return the old one.',
  'field-removed': 'Mark it `@deprecated(reason: "…")` first, move the operations to what replaces it, then remove it.',
  'field-type-changed':
    'Add a field of the new type beside it, deprecate this one, and remove it when no operation selects it.',
  'argument-added': 'Give it a default or let it be null.',
  'argument-removed': 'Keep it and ignore it, mark it `@deprecated`, and remove it when no operation passes it.',
  'argument-type-changed': 'Accept both: add an argument of the new type and deprecate this one.',
  'argument-default-changed': 'Keep the default, or make it required when every operation passes it.',
  'input-field-added': 'Give it a default or let it be null.',
  'input-field-removed': 'Keep it and ignore it, mark it `@deprecated`, and remove it when no client sends it.',
  'input-field-type-changed': 'Add a field of the new type beside it and deprecate this one.',
  'input-field-default-changed': 'Keep the default, or make it required when every client sends it.',
  'enum-value-removed': 'Mark it `@deprecated` first; remove it when nothing sends or reads it.',
  'union-member-removed': 'Stop answering it first; remove it when no operation asks for it.',
  'interface-removed': 'Move the operations off the interface first.',
  'one-of-added': 'Add an input of the new shape and deprecate the argument that takes the old one.',
};

/** How to make a breaking change without breaking anybody; null where there is nothing to say. */
export function adviceFor(change: Change): string | null {
  return change.level === 'breaking' ? (advice[change.kind] ?? null) : null;
}
