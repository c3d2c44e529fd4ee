import { Kind, parse, type SelectionSetNode } from 'graphql';

function firstField(selection: SelectionSetNode | undefined): string | null {
  for (const node of selection?.selections ?? []) {
    if (node.kind === Kind.FIELD && node.name.value !== '__typename') return node.alias?.value ?? node.name.value;
    if (node.kind === Kind.INLINE_FRAGMENT) {
      const inner = firstField(node.selectionSet);
      if (inner) return inner;
    }
  }
  return null;
}

/** Path of the first thing an operation asked for, so that one error can stand for the whole failed fetch. */
export function firstPath(query: string): (string | number)[] | null {
  const operation = parse(query).definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  const root = operation?.selectionSet.selections.find((node) => node.kind === Kind.FIELD);
  if (!root) return null;
  const name = root.alias?.value ?? root.name.value;
  if (name !== '_entities') return [name];
  const field = firstField(root.selectionSet);
  return field ? [name, 0, field] : [name, 0];
}
