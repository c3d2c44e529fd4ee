import {
  type FieldNode,
  type GraphQLNamedType,
  getNamedType,
  getNullableType,
  isInterfaceType,
  isLeafType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { Sharing } from './directive.ts';
import type { LiveGraph } from './graph.ts';

export type Value = Record<string, unknown>;

/** Which response keys of an event the live room reads and writes. */
export interface Readings {
  /** The upstream operation with the fields of `names` added. */
  readonly operation: OperationDefinitionNode;
  /** Response key of the root field. */
  readonly root: string;
  /** Response keys by what they tell; null where the schema declares none. */
  readonly names: Readonly<Record<'key' | 'seq' | 'epoch' | 'gap' | 'keep', string | null>>;
  /** Every place, as response keys from `data`, at which the state of the event's value is written. */
  readonly statePaths: readonly (readonly string[])[];
  /** Every place at which what must pass is written, and what is written there where it was told before. */
  readonly keepPaths: readonly (readonly string[])[];
  readonly nothingKept: readonly [] | null;
}

const told = ['key', 'seq', 'epoch', 'gap', 'keep'] as const;

/** Adds the fields that tell an event's element, order and gap under names of their own, so that they are there whatever the client selects. */
export function addReadings(graph: LiveGraph, operation: OperationDefinitionNode, sharing: Sharing): Readings {
  const root = operation.selectionSet.selections.find((node) => node.kind === Kind.FIELD);
  if (!root) throw new Error('expected the planned subscription to have a root field');
  const field = graph.supergraph.getSubscriptionType()?.getFields()[root.name.value];
  const type = field ? getNamedType(field.type) : undefined;
  const names: Record<(typeof told)[number], string | null> = {
    key: null,
    seq: null,
    epoch: null,
    gap: null,
    keep: null,
  };
  const added: SelectionNode[] = [];
  for (const tell of told) {
    const node = type && reading(type, sharing[tell], `live_${tell}`);
    if (!node) continue;
    names[tell] = `live_${tell}`;
    added.push(node);
  }
  const withReadings: FieldNode =
    added.length === 0 || !root.selectionSet
      ? root
      : { ...root, selectionSet: { ...root.selectionSet, selections: [...root.selectionSet.selections, ...added] } };
  const selections = operation.selectionSet.selections.map((node) => (node === root ? withReadings : node));
  return {
    operation: { ...operation, selectionSet: { ...operation.selectionSet, selections } },
    root: (root.alias ?? root.name).value,
    names,
    statePaths: sharing.stale && type ? pathsTo(graph, operation, type, sharing.stale.field) : [],
    keepPaths: sharing.keep !== null && type ? pathsTo(graph, operation, type, sharing.keep) : [],
    nothingKept: type && isList(type, sharing.keep) ? [] : null,
  };
}

function reading(type: GraphQLNamedType, name: string | null, alias: string): SelectionNode | null {
  if (name === null || !(isObjectType(type) || isInterfaceType(type))) return null;
  const field = type.getFields()[name];
  if (!field) return null;
  const typename: SelectionNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };
  return {
    kind: Kind.FIELD,
    alias: { kind: Kind.NAME, value: alias },
    name: { kind: Kind.NAME, value: name },
    ...(isLeafType(getNamedType(field.type))
      ? {}
      : { selectionSet: { kind: Kind.SELECTION_SET, selections: [typename] } }),
  };
}

const isList = (type: GraphQLNamedType, name: string | null): boolean => {
  const field = name !== null && (isObjectType(type) || isInterfaceType(type)) ? type.getFields()[name] : undefined;
  return field !== undefined && isListType(getNullableType(field.type));
};

function pathsTo(
  graph: LiveGraph,
  operation: OperationDefinitionNode,
  type: GraphQLNamedType,
  field: string,
): string[][] {
  const types = new TypeInfo(graph.supergraph);
  const path: string[] = [];
  const found: string[][] = [];
  visit(
    operation,
    visitWithTypeInfo(types, {
      Field: {
        enter(node) {
          path.push((node.alias ?? node.name).value);
          if (node.name.value === field && types.getParentType() === type) found.push([...path]);
        },
        leave() {
          path.pop();
        },
      },
    }),
  );
  return found;
}
