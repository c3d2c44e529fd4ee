import { diff } from '@graphql-inspector/core';
import type { GraphQLSchema } from 'graphql';
import type { Change, Level } from './change.ts';
import { inputChange } from './input-change.ts';
import { otherChange } from './other-change.ts';
import { outputChange } from './output-change.ts';

/**
 * What changed for clients from `base` to `next`, breaking first. What belongs to a new type or field is told once, by the type or field. Levels are
 * our own where the general ones are wrong: losing the default of a non-null argument breaks, an optional argument is safe, a value more in an enum
 * that is only sent is safe.
 */
export async function diffSchemas(base: GraphQLSchema, next: GraphQLSchema): Promise<Change[]> {
  const found = await diff(base, next);
  const changes = found.flatMap(
    (difference) =>
      inputChange(difference, base, next) ?? outputChange(difference, base, next) ?? otherChange(difference) ?? [],
  );
  const added = new Set(
    changes.filter(({ kind }) => kind === 'type-added' || kind === 'field-added').map(({ coordinate }) => coordinate),
  );
  const partOfNew = ({ kind, coordinate }: Change) =>
    kind !== 'type-added' &&
    kind !== 'interface-added' &&
    parents(coordinate, kind).some((parent) => added.has(parent));
  const seen = new Map(changes.filter((change) => !partOfNew(change)).map((change) => [change.id, change]));
  return [...seen.values()].sort(
    (a, b) => rank[a.level] - rank[b.level] || compare(a.coordinate, b.coordinate) || compare(a.id, b.id),
  );
}

const rank: Record<Level, number> = { breaking: 0, dangerous: 1, safe: 2 };
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function parents(coordinate: string, kind: string): string[] {
  const [type, field] = coordinate.split(/[.(]/);
  return kind === 'field-added' ? [type!] : [type!, `${type}.${field}`];
}
