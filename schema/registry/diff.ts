import { diff } from '@graphql-inspector/core';
import type { GraphQLSchema } from 'graphql';
import { type Change, worstFirst } from './change.ts';
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
  return [...seen.values()].sort(worstFirst);
}

function parents(coordinate: string, kind: string): string[] {
  const [type, field] = coordinate.split(/[.(]/);
  return kind === 'field-added' ? [type!] : [type!, `${type}.${field}`];
}
