import type { JsonObject } from './json.ts';
import type { Extract } from './representation.ts';
import type { Rewrite } from './rewrite.ts';

/** What a fetch sends for its entities. Entities that are represented alike are asked for once. */
export interface Representations {
  readonly sent: readonly JsonObject[];
  /** The entities that something is asked for. */
  readonly entities: readonly JsonObject[];
  /** For each of them the place of its representation in `sent`. */
  readonly slots: readonly number[];
  /** How many entities each representation stands for. */
  readonly uses: readonly number[];
}

export function collectRepresentations(
  candidates: readonly JsonObject[],
  extract: Extract,
  rewrite: Rewrite | null,
): Representations {
  const sent: JsonObject[] = [];
  const entities: JsonObject[] = [];
  const slots: number[] = [];
  const uses: number[] = [];
  const known = new Map<string, number>();
  const keyOf = createKeys();
  for (const candidate of candidates) {
    const representation = extract(candidate);
    if (!representation?.__typename) continue;
    rewrite?.(representation);
    const text = candidates.length === 1 ? '' : keyOf(representation);
    let slot = known.get(text);
    if (slot === undefined) {
      slot = sent.push(representation) - 1;
      uses.push(0);
      known.set(text, slot);
    }
    entities.push(candidate);
    slots.push(slot);
    uses[slot]! += 1;
  }
  return { sent, entities, slots, uses };
}

/**
 * Texts that are equal for representations that are alike. Most name one type and one text, as the first of them does: that text, if it is not one that
 * others are told apart by.
 */
function createKeys(): (representation: JsonObject) => string {
  let type: unknown;
  let only: string | null | undefined;
  return (representation) => {
    if (only === undefined) {
      type = representation.__typename;
      only = onlyName(representation);
    }
    if (only === null || representation.__typename !== type || onlyName(representation) !== only)
      return textOf(representation);
    const value = representation[only] as string;
    return value.startsWith(mark) ? textOf(representation) : value;
  };
}

/** What no text begins with that stands for itself. */
const mark = '\u0000';

/** The name beside `__typename` of a representation that has one more, a text; else null. */
function onlyName(representation: JsonObject): string | null {
  let only: string | null = null;
  for (const name in representation) {
    if (name === '__typename') continue;
    if (only !== null || typeof representation[name] !== 'string') return null;
    only = name;
  }
  return only;
}

/** Flat representations, which most are, are told apart without writing JSON. */
function textOf(representation: JsonObject): string {
  let key = mark;
  for (const name in representation) {
    const value = representation[name];
    if (typeof value === 'string') key += `${name}"${value.length}:${value}`;
    else if (typeof value === 'number' || typeof value === 'boolean' || value === null) key += `${name}=${value};`;
    else return mark + JSON.stringify(representation);
  }
  return key;
}
