import { type CompositeType, isCompositeType, type Operation } from '@apollo/federation-internals';
import type { GraphQLError } from 'graphql';
import type { JsonObject } from '../json.ts';
import { compileObject, type ObjectShape, type ShapeSource } from './field.ts';
import { shapeObject } from './object.ts';
import { type Shaping, spoiled } from './shaping.ts';

export interface Shaped {
  readonly data: JsonObject | null;
  /** What did not fit the graph and became null for it. */
  readonly errors: readonly GraphQLError[];
}

/** Makes the client's answer of what subgraphs answered; takes parts of it as they are. */
export type Shape = (data: JsonObject, variables: Readonly<JsonObject>, conditions: readonly boolean[]) => Shaped;

/** Compiles a whole operation. What a type's fields are is worked out when the first object of that type comes. */
export function compileShape(source: ShapeSource, { selectionSet, rootKind }: Operation): Shape {
  const root = source.schema.schemaDefinition.rootType(rootKind) as CompositeType;
  const byTypename = new Map<string, ObjectShape>();
  const unnamed = compileObject(source, selectionSet, root, false, true);

  function objectShape(typename: unknown): ObjectShape {
    if (typeof typename !== 'string') return unnamed;
    const known = byTypename.get(typename);
    if (known) return known;
    const type = source.schema.type(typename);
    if (!type || !isCompositeType(type)) return unnamed;
    const made = compileObject(source, selectionSet, type, true, true);
    byTypename.set(typename, made);
    return made;
  }

  return (data, variables, conditions) => {
    const shaping: Shaping = { variables, conditions, path: [], errors: [] };
    const shaped = shapeObject(objectShape(data.__typename), data, shaping);
    return { data: shaped === spoiled ? null : (shaped as JsonObject), errors: shaping.errors };
  };
}
