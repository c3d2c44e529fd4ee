import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  isCompositeType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';

/** A field that is asked for, once however often it is written. */
export interface Asked {
  readonly parent: GraphQLCompositeType;
  readonly node: FieldNode;
  readonly selections: SelectionSetNode[];
}

/** What is asked of one value: in any case, and only if it is of one object type. */
export interface Gathered {
  readonly always: readonly Asked[];
  readonly either: ReadonlyMap<string, readonly Asked[]>;
}

/** Puts together what is asked of a value of type `parent`. Fragments on other abstract types count as if they always applied. */
export function gather(
  schema: GraphQLSchema,
  fragments: Readonly<Record<string, FragmentDefinitionNode>>,
  parent: GraphQLCompositeType,
  sets: readonly SelectionSetNode[],
): Gathered {
  const always = new Map<string, Asked>();
  const either = new Map<string, Map<string, Asked>>();

  function walk({ selections }: SelectionSetNode, type: GraphQLCompositeType, into: Map<string, Asked>): void {
    for (const node of selections) {
      if (node.kind === Kind.FIELD) {
        const key = `${type.name}.${(node.alias ?? node.name).value}`;
        const asked = into.get(key) ?? { parent: type, node, selections: [] };
        if (node.selectionSet) asked.selections.push(node.selectionSet);
        into.set(key, asked);
        continue;
      }
      const fragment = node.kind === Kind.FRAGMENT_SPREAD ? fragments[node.name.value] : node;
      if (!fragment) continue;
      const named = fragment.typeCondition ? schema.getType(fragment.typeCondition.name.value) : type;
      if (!isCompositeType(named)) continue;
      if (isObjectType(parent)) walk(fragment.selectionSet, parent, into);
      else if (isObjectType(named) && into === always) {
        const branch = either.get(named.name) ?? new Map<string, Asked>();
        either.set(named.name, branch);
        walk(fragment.selectionSet, named, branch);
      } else walk(fragment.selectionSet, named, into);
    }
  }

  for (const set of sets) walk(set, parent, always);
  return {
    always: [...always.values()],
    either: new Map([...either].map(([name, branch]) => [name, [...branch.values()]])),
  };
}
