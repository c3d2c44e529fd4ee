import type { FetchNode } from '@apollo/query-planner';
import { type GraphQLSchema, isAbstractType, isInterfaceType, isObjectType } from 'graphql';

/** Where Apollo's executor stands. */
export interface Cursor {
  readonly path: readonly (string | number)[];
  readonly fullResult: unknown;
}

/** Where it stands with the entities that are told the same: their places among those that it found. */
export interface ToldCursor extends Cursor {
  readonly only?: ReadonlySet<number>;
  readonly contextual?: Readonly<Record<string, unknown>>;
}

type Value = Record<string, unknown>;

const isValue = (value: unknown): value is Value =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Splits the entities of a fetch by what they are told of their contexts. */
export function told<C extends Cursor>(
  schema: GraphQLSchema,
  { contextRewrites = [] }: FetchNode,
  cursor: C,
): (C & ToldCursor)[] {
  if (contextRewrites.length === 0) return [cursor];
  const groups = new Map<string, C & { only: Set<number>; contextual: Value }>();
  for (const [index, lineage] of lineages(cursor.fullResult, cursor.path, []).entries()) {
    const contextual: Value = {};
    for (const { path, renameKeyTo } of contextRewrites) {
      const down = path.filter((step) => step !== '..');
      if (contextual[renameKeyTo] === undefined)
        contextual[renameKeyTo] = find(schema, lineage[path.length - down.length], down);
    }
    const key = JSON.stringify(
      Object.entries(contextual)
        .filter(([, value]) => value !== undefined)
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    );
    const group = groups.get(key) ?? { ...cursor, only: new Set<number>(), contextual };
    group.only.add(index);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** Each object at the end of a path with those above it, the nearest first. */
function lineages(value: unknown, path: readonly (string | number)[], above: readonly Value[]): Value[][] {
  const [step, ...rest] = path;
  if (step === '@') return Array.isArray(value) ? value.flatMap((each) => lineages(each, rest, above)) : [];
  if (!isValue(value)) return [];
  if (step === undefined) return [[value, ...above]];
  return Object.hasOwn(value, step) ? lineages(value[step], rest, [value, ...above]) : [];
}

function find(schema: GraphQLSchema, value: unknown, path: readonly string[]): unknown {
  const [step, ...rest] = path;
  if (step === undefined || value === null) return value;
  if (Array.isArray(value)) return value.map((each) => find(schema, each, path) ?? null);
  if (!isValue(value)) return undefined;
  if (!step.startsWith('... on ')) return Object.hasOwn(value, step) ? find(schema, value[step], rest) : undefined;
  const wanted = schema.getType(step.slice('... on '.length))!;
  const { __typename: name } = value;
  const type = schema.getType(String(name));
  const fits =
    !name ||
    name === wanted.name ||
    (isAbstractType(wanted) && (isObjectType(type) || isInterfaceType(type)) && schema.isSubType(wanted, type));
  return fits ? find(schema, value, rest) : undefined;
}
