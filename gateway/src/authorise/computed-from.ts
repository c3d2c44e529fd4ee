import type { Schema } from '@apollo/federation-internals';
import {
  type ConstValueNode,
  type FieldDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  Kind,
  parse,
  type SelectionSetNode,
} from 'graphql';

/** A selection that a field is computed from. */
export interface Computed {
  /** What it selects from. */
  readonly type: GraphQLNamedType;
  readonly selection: SelectionSetNode;
}

const identity = 'https://specs.apollo.dev/context';

/** The feature that supergraphs with arguments from contexts ask for. */
export const contextFeature = `${identity}/v0.1`;

/** The name that `@context` goes by in a supergraph. */
export const contextName = ({ coreFeatures }: Schema): string =>
  coreFeatures?.getByIdentity(identity)?.directiveNameInSchema('context') ?? 'context';

/** Reads from a supergraph what a field of a type is computed from: what it requires, and for arguments from a context what is read from each type that sets it. */
export function computedFrom(
  supergraph: GraphQLSchema,
  context: string,
): (type: GraphQLNamedType, field: FieldDefinitionNode | null | undefined) => readonly Computed[] {
  const setters = new Map<string, GraphQLNamedType[]>();
  for (const type of Object.values(supergraph.getTypeMap()))
    for (const { name, arguments: given } of type.astNode?.directives ?? []) {
      const value = name.value === context ? given?.find((each) => each.name.value === 'name')?.value : undefined;
      if (value?.kind === Kind.STRING) setters.set(value.value, [...(setters.get(value.value) ?? []), type]);
    }

  return (type, field) =>
    (field?.directives ?? []).flatMap(({ name, arguments: given = [] }) => {
      if (name.value !== 'join__field') return [];
      const argumentOf = (argument: string) => given.find((each) => each.name.value === argument)?.value;
      const required = text(argumentOf('requires'));
      const contexts = argumentOf('contextArguments');
      return [
        ...(required === null ? [] : [{ type, selection: selectionOf(required) }]),
        ...(contexts?.kind === Kind.LIST ? contexts.values : []).flatMap((each) => {
          const setBy = setters.get(text(member(each, 'context')) ?? '') ?? [];
          const selection = selectionOf(text(member(each, 'selection')) ?? '__typename');
          return setBy.map((setter) => ({ type: setter, selection }));
        }),
      ];
    });
}

const member = (value: ConstValueNode, name: string): ConstValueNode | undefined =>
  value.kind === Kind.OBJECT ? value.fields.find((field) => field.name.value === name)?.value : undefined;

const text = (value: ConstValueNode | undefined): string | null => (value?.kind === Kind.STRING ? value.value : null);

function selectionOf(fields: string): SelectionSetNode {
  const [operation] = parse(fields.trim().startsWith('{') ? fields : `{${fields}}`, { noLocation: true }).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error(`expected a selection, came ${fields}`);
  return operation.selectionSet;
}
