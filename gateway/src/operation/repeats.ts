import { type FieldNode, type FragmentDefinitionNode, Kind, type SelectionSetNode } from 'graphql';

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

/** What a selection asks for when everything of one name is put together. */
export interface Merged {
  /** Distinct fields at the top. */
  readonly rootFields: number;
  /** Fields that are asked for again under a name that is there already, at any depth. */
  readonly repeats: number;
}

function gather(sets: readonly SelectionSetNode[], fragments: Fragments): Map<string, FieldNode[]> {
  const found = new Map<string, FieldNode[]>();
  const walk = ({ selections }: SelectionSetNode): void => {
    for (const node of selections) {
      if (node.kind === Kind.FIELD) {
        const name = (node.alias ?? node.name).value;
        const same = found.get(name);
        if (same) same.push(node);
        else found.set(name, [node]);
      } else {
        const inner = node.kind === Kind.FRAGMENT_SPREAD ? fragments.get(node.name.value) : node;
        if (inner) walk(inner.selectionSet);
      }
    }
  };
  for (const set of sets) walk(set);
  return found;
}

/** Puts a selection together. Expands every fragment: only for what was measured and found small, and spreads no fragment within itself. */
export function merge(selectionSet: SelectionSetNode, fragments: Fragments): Merged {
  let repeats = 0;
  const visit = (sets: readonly SelectionSetNode[]): number => {
    const fields = gather(sets, fragments);
    for (const same of fields.values()) {
      repeats += same.length - 1;
      const inner = same.flatMap(({ selectionSet }) => (selectionSet ? [selectionSet] : []));
      if (inner.length > 0) visit(inner);
    }
    return fields.size;
  };
  const rootFields = visit([selectionSet]);
  return { rootFields, repeats };
}
