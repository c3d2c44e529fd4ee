import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  print,
  type SelectionNode,
  type SelectionSetNode,
  typeFromAST,
  visit,
} from 'graphql';
import type { Protection } from './protection.ts';
import type { Requirement } from './requirement.ts';

/** A field that is not asked for, and stands as null where it would have been. */
export interface Withheld {
  /** Response key of the field. */
  readonly key: string;
  readonly nonNull: boolean;
}

/** What is left of an operation for a viewer who may not be told all of it. */
export interface Remainder {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  /** By the response key of what stands at the place of a withheld field, and is to be taken out of the answer. */
  readonly withheld: ReadonlyMap<string, Withheld>;
  /** Response keys of root fields that are withheld. */
  readonly roots: readonly string[];
}

export interface Asked {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
}

/** Everything that an operation's fields need, the fragments of its document included. */
export function requirementsOf(
  { document, operation }: Asked,
  schema: GraphQLSchema,
  protection: Protection,
): readonly Requirement[] {
  const found = new Map<string, Requirement>();
  const see = (type: GraphQLNamedType, node: FieldNode): boolean => {
    for (const one of protection.of(type.name, node.name.value)) found.set(one.id, one);
    return true;
  };
  for (const part of partsOf(document, operation)) filter(part, schema, see, () => part.selectionSet.selections[0]!);
  return [...found.values()];
}

/**
 * The operation without the fields that need what is `missing`. At the place of each stands a `__typename` under a key of its own, with the field's
 * `@skip` and `@include`: it is in the answer wherever the field would have been.
 */
export function withhold(
  asked: Asked,
  schema: GraphQLSchema,
  protection: Protection,
  missing: ReadonlySet<string>,
): Remainder {
  const prefix = freePrefix(asked.document);
  const withheld = new Map<string, Withheld>();
  const roots: string[] = [];
  const root = schema.getRootType(asked.operation.operation);
  const mayBeTold = (type: GraphQLNamedType, node: FieldNode): boolean =>
    !protection.of(type.name, node.name.value).some(({ id }) => missing.has(id));
  const replace = (type: GraphQLNamedType, node: FieldNode): SelectionNode => {
    const marker = `${prefix}${withheld.size}`;
    const key = (node.alias ?? node.name).value;
    const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[node.name.value] : undefined;
    withheld.set(marker, { key, nonNull: isNonNullType(field?.type) });
    if (type === root) roots.push(key);
    return {
      kind: Kind.FIELD,
      alias: { kind: Kind.NAME, value: marker },
      name: { kind: Kind.NAME, value: '__typename' },
      ...(node.directives && { directives: node.directives }),
    };
  };
  const parts = partsOf(asked.document, asked.operation).map((part) => filter(part, schema, mayBeTold, replace));
  const [operation, ...fragments] = parts as [OperationDefinitionNode, ...FragmentDefinitionNode[]];
  return {
    document: { kind: Kind.DOCUMENT, definitions: parts },
    operation,
    fragments: Object.fromEntries(fragments.map((fragment) => [fragment.name.value, fragment])),
    withheld,
    roots,
  };
}

type Part = OperationDefinitionNode | FragmentDefinitionNode;

/** The operation and the fragments that it spreads. */
function partsOf(document: DocumentNode, operation: OperationDefinitionNode): readonly Part[] {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of document.definitions)
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
  const used = new Set<Part>([operation]);
  for (const part of used) {
    visit(part.selectionSet, {
      FragmentSpread({ name }) {
        const fragment = fragments.get(name.value);
        if (fragment) used.add(fragment);
      },
    });
  }
  return [...used];
}

/** A name that nothing in the document begins with. */
function freePrefix(document: DocumentNode): string {
  const text = print(document);
  let prefix = 'withheld_';
  while (text.includes(prefix)) prefix = `_${prefix}`;
  return prefix;
}

function filter<P extends Part>(
  part: P,
  schema: GraphQLSchema,
  keep: (type: GraphQLNamedType, node: FieldNode) => boolean,
  replace: (type: GraphQLNamedType, node: FieldNode) => SelectionNode,
): P {
  const within = (type: GraphQLNamedType, set: SelectionSetNode): SelectionSetNode => ({
    ...set,
    selections: set.selections.map((node) => {
      if (node.kind === Kind.FRAGMENT_SPREAD) return node;
      if (node.kind === Kind.INLINE_FRAGMENT) {
        const narrowed = node.typeCondition ? typeFromAST(schema, node.typeCondition) : type;
        return narrowed ? { ...node, selectionSet: within(narrowed, node.selectionSet) } : node;
      }
      if (node.name.value.startsWith('__')) return node;
      if (!keep(type, node)) return replace(type, node);
      const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[node.name.value] : undefined;
      if (!node.selectionSet || !field) return node;
      return { ...node, selectionSet: within(getNamedType(field.type), node.selectionSet) };
    }),
  });
  const type =
    part.kind === Kind.OPERATION_DEFINITION
      ? schema.getRootType(part.operation)
      : (typeFromAST(schema, part.typeCondition) as GraphQLNamedType | undefined);
  return type ? { ...part, selectionSet: within(type, part.selectionSet) } : part;
}
