import type { FetchDataKeyRenamer } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';
import { isObject, type JsonObject, own, put } from './json.ts';
import { copy } from './merge.ts';
import { typeCondition } from './object-type.ts';
import { type Place, placesAt, type Route } from './place.ts';

/** Entities below which the same is in all contexts that a fetch reads. */
export interface ContextGroup {
  readonly variables: Readonly<JsonObject>;
  readonly entities: readonly JsonObject[];
}

/** The arguments of a fetch that are read above its entities. */
export interface Contexts {
  /** The variables that they travel in. */
  readonly names: readonly string[];
  /** The objects at the end of a route by what they are told, in the order in which each first appears. What was never answered is not told. */
  groups(root: JsonObject, route: Route): readonly ContextGroup[];
}

/** What is found at or below a value; undefined where nothing. */
type Read = (value: unknown) => unknown;

interface Source {
  readonly name: string;
  /** Fields between the entity and the object that is the context. */
  readonly levels: number;
  readonly read: Read;
}

const fragment = '... on ';
const up = '..';

/** The contexts that a fetch reads; null where none. Of several sources for one variable the first counts in which something is found. */
export function compileContexts(
  supergraph: GraphQLSchema,
  rewrites: readonly FetchDataKeyRenamer[] | undefined,
): Contexts | null {
  if (!rewrites?.length) return null;
  const sources = rewrites.map((rewrite) => compileSource(supergraph, rewrite));
  return {
    names: [...new Set(sources.map(({ name }) => name))],
    groups(root, route) {
      const groups = new Map<string, { variables: JsonObject; entities: JsonObject[] }>();
      for (const [entity, place] of placesAt(root, route)) {
        const variables = readAll(sources, objectsOn(root, place));
        const key = JSON.stringify(variables);
        const group = groups.get(key);
        if (group) group.entities.push(entity);
        else groups.set(key, { variables, entities: [entity] });
      }
      return [...groups.values()];
    },
  };
}

function compileSource(supergraph: GraphQLSchema, { path, renameKeyTo }: FetchDataKeyRenamer): Source {
  const down = path.findIndex((step) => step !== up);
  const levels = down === -1 ? path.length : down;
  return { name: renameKeyTo, levels, read: compileRead(supergraph, path.slice(levels)) };
}

function compileRead(supergraph: GraphQLSchema, [first, ...rest]: readonly string[]): Read {
  if (first === undefined) return copy;
  const next = compileRead(supergraph, rest);
  if (!first.startsWith(fragment)) return inside((object) => next(own(object, first)));
  const isOfType = typeCondition(supergraph, first.slice(fragment.length));
  return inside((object) => (!object.__typename || isOfType(object.__typename) ? next(object) : undefined));
}

/** In a list nothing stands for what is not found; null has null inside. */
const inside = (read: (object: JsonObject) => unknown): Read =>
  function walk(value): unknown {
    if (Array.isArray(value)) return value.map((each) => walk(each) ?? null);
    if (isObject(value)) return read(value);
    return value === null ? null : undefined;
  };

function readAll(sources: readonly Source[], objects: readonly JsonObject[]): JsonObject {
  const variables: JsonObject = {};
  for (const { name, levels, read } of sources) {
    if (own(variables, name) !== undefined) continue;
    const value = read(objects[objects.length - 1 - levels]);
    if (value !== undefined) put(variables, name, value);
  }
  return variables;
}

/** The objects on the way to a place, itself the last. */
function objectsOn(root: JsonObject, place: Place): JsonObject[] {
  const objects = [root];
  let here: unknown = root;
  for (const step of place) {
    here = typeof step === 'number' ? (here as unknown[])[step] : own(here as JsonObject, step);
    if (isObject(here)) objects.push(here);
  }
  return objects;
}
