import {
  type CompositeType,
  type FieldDefinition,
  type FieldSelection,
  isObjectType,
  isSubtype,
  type Schema,
  type Selection,
  type SelectionSet,
  type Type,
  typenameFieldName,
  Variable,
} from '@apollo/federation-internals';
import type { GraphQLSchema, OperationDefinitionNode } from 'graphql';
import type { Condition, Conditions } from '../condition.ts';
import { isInherited } from '../json.ts';
import { compileIntrospection } from './introspect.ts';
import type { Accepts } from './leaf.ts';
import { invalid, type Shaping } from './shaping.ts';
import { compileValue, type ValueShape } from './value.ts';

/** What shaping is compiled against. */
export interface ShapeSource {
  readonly api: GraphQLSchema;
  readonly schema: Schema;
  readonly operation: OperationDefinitionNode;
  readonly conditions: Conditions;
}

/** One field of an object as the client asked for it. */
export interface FieldShape {
  /** Its response name. */
  readonly key: string;
  /** Whether every object inherits something under this name. */
  readonly inherited: boolean;
  readonly when: readonly Condition[] | null;
  /** Whether an earlier field may have written the same response name. */
  readonly again: boolean;
  /** For a leaf: what passes as it is. */
  readonly accepts: Accepts | null;
  readonly nullable: boolean;
  readonly value: ValueShape;
  /** Answered here, whatever came. */
  readonly local: ((shaping: Shaping) => unknown) | null;
}

/** The fields that are asked of an object of one type. */
export interface ObjectShape {
  readonly fields: readonly FieldShape[];
  /** Whether an object that has exactly these fields, in this order and with good values, may be handed on as it is. */
  readonly reusable: boolean;
}

/**
 * The fields of a selection in the order that they are written in, for objects that call themselves `type`, or, where `named` is false, that do not call
 * themselves anything and are taken for it. Where `type` is an object type that makes no difference: in whatever fragments, they are of that type.
 */
export function compileObject(
  source: ShapeSource,
  selections: SelectionSet,
  type: CompositeType,
  named: boolean,
  reuse: boolean,
): ObjectShape {
  const known = named || isObjectType(type) ? type : null;
  const visits = collect(source, selections, type, known, []);
  const times = new Map<string, number>();
  for (const { key } of visits) times.set(key, (times.get(key) ?? 0) + 1);
  const certain = new Set<string>();
  const seen = new Set<string>();
  const fields: FieldShape[] = [];
  for (const { key, selection, parent, when } of visits) {
    const single = !selection.selectionSet || selection.element.definition.isSchemaIntrospectionField();
    if (single && certain.has(key)) continue;
    const once = times.get(key) === 1 || (single && when.length === 0 && !seen.has(key));
    fields.push(compileField(source, { key, selection, parent, when }, known, seen.has(key), reuse && once));
    seen.add(key);
    if (when.length === 0) certain.add(key);
  }
  const plain = fields.every(({ again, when, local, inherited }) => !again && !when && !local && !inherited);
  return { fields, reusable: reuse && plain };
}

interface Visit {
  readonly key: string;
  readonly selection: FieldSelection;
  readonly parent: CompositeType;
  readonly when: readonly Condition[];
}

function collect(
  { conditions, ...source }: ShapeSource,
  selections: SelectionSet,
  parent: CompositeType,
  type: CompositeType | null,
  when: readonly Condition[],
): Visit[] {
  return selections.selections().flatMap((selection): Visit[] => {
    const inner = conditionsOf(conditions, source.schema, selection.element, when);
    if (inner === null) return [];
    if (selection.kind === 'FieldSelection')
      return [{ key: selection.element.responseName(), selection, parent, when: inner }];
    const { typeCondition } = selection.element;
    if (typeCondition && !isSubtype(typeCondition, type ?? parent)) return [];
    return collect({ conditions, ...source }, selection.selectionSet, typeCondition ?? parent, type, inner);
  });
}

/** Null where it is never done. */
function conditionsOf(
  conditions: Conditions,
  schema: Schema,
  element: Selection['element'],
  outer: readonly Condition[],
): readonly Condition[] | null {
  const found = [...outer];
  for (const [directive, wanted] of [
    [schema.skipDirective(), false],
    [schema.includeDirective(), true],
  ] as const) {
    const given = element.appliedDirectivesOf(directive)[0]?.arguments().if as unknown;
    if (given instanceof Variable) found.push(conditions.condition(given.name, wanted));
    else if (given !== undefined && given !== wanted) return null;
  }
  return found;
}

function compileField(
  source: ShapeSource,
  { key, selection, parent, when }: Visit,
  type: CompositeType | null,
  again: boolean,
  reuse: boolean,
): FieldShape {
  const { definition } = selection.element;
  const field = { key, inherited: isInherited(key), when: when.length > 0 ? when : null, again, local: null };
  if (definition.isSchemaIntrospectionField()) {
    const local = compileIntrospection(source.api, source.operation, selection);
    return { ...field, accepts: null, nullable: false, value: absent, local };
  }
  if (definition.name === typenameFieldName) {
    const name = type && isObjectType(type) ? type.name : null;
    const accepts = name === null ? null : (value: unknown) => value === name;
    return { ...field, accepts, nullable: false, value: compileTypename(source.schema, parent, type) };
  }
  const value = compileValue(source, typeOf(definition, type), selection.selectionSet ?? null, parent.name, reuse);
  return { ...field, accepts: value.accepts, nullable: value.nullable, value };
}

/** What an object type says about a field that is asked of an interface of it: it may allow less. */
function typeOf({ name, parent, type }: FieldDefinition<CompositeType>, object: CompositeType | null): Type {
  const own = object && isObjectType(object) && isSubtype(parent, object) ? object.field(name) : undefined;
  return own?.type ?? type!;
}

const absent: ValueShape = { accepts: null, nullable: true, shape: () => null, again: (_, before) => before };

/** The name of an object's type as clients know it. An object whose type is none that objects can have is a null that nothing is said about. */
function compileTypename(schema: Schema, parent: CompositeType, type: CompositeType | null): ValueShape {
  const taken = type && isObjectType(type) ? type : parent;
  const shape = (value: unknown): unknown => {
    const given = value === null ? type?.name : value;
    const found = (typeof given === 'string' ? schema.type(given) : undefined) ?? taken;
    return isObjectType(found) ? found.name : invalid;
  };
  return { accepts: null, nullable: false, shape, again: (_, before) => before };
}
