import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';
import { isObject, type JsonObject, own, put } from './json.ts';
import { merge } from './merge.ts';
import { typeCondition } from './object-type.ts';

/** Reads from an entity what a subgraph must know of it; null where something of it is missing. */
export type Extract = (entity: unknown) => JsonObject | null;

/** False where the entity lacks what is asked. */
type Step = (entity: JsonObject, into: JsonObject) => boolean;

/** The representation that a fetch `requires`. A null in a key is passed on as it is; a field that was never fetched makes it null as a whole. */
export function compileRepresentation(
  supergraph: GraphQLSchema,
  selections: readonly QueryPlanSelectionNode[],
): Extract {
  const steps = selections.flatMap((selection) => compileStep(supergraph, selection) ?? []);
  return (entity) => {
    if (!isObject(entity)) return null;
    const representation: JsonObject = {};
    for (const step of steps) if (!step(entity, representation)) return null;
    return representation;
  };
}

/**
 * The same for entities as a fetch finds them, which are nearly always asked for as those of one type: an entity of another one is null at once, and not
 * represented by nothing.
 */
export function compileEntityRepresentation(
  supergraph: GraphQLSchema,
  selections: readonly QueryPlanSelectionNode[],
): Extract {
  const [only] = selections;
  if (selections.length !== 1 || only?.kind !== 'InlineFragment' || only.typeCondition === undefined)
    return compileRepresentation(supergraph, selections);
  const isOfType = typeCondition(supergraph, only.typeCondition);
  const inner = compileRepresentation(supergraph, only.selections);
  return (entity) => (isObject(entity) && isOfType(entity.__typename) ? inner(entity) : null);
}

function compileStep(supergraph: GraphQLSchema, selection: QueryPlanSelectionNode): Step | null {
  if (selection.kind === 'Field') {
    const name = selection.alias || selection.name;
    const inner = selection.selections ? compileRepresentation(supergraph, selection.selections) : null;
    return (entity, into) => {
      const value = own(entity, name);
      if (value === undefined) return false;
      if (inner === null) put(into, name, value);
      else put(into, name, Array.isArray(value) ? value.map(inner) : inner(value));
      return true;
    };
  }
  if (selection.typeCondition === undefined) return null;
  const isOfType = typeCondition(supergraph, selection.typeCondition);
  const inner = compileRepresentation(supergraph, selection.selections);
  return (entity, into) => {
    const part = isOfType(entity.__typename) ? inner(entity) : null;
    if (part !== null) merge(into, part);
    return true;
  };
}
