import type { GraphQLResolveInfo, SelectionSetNode } from 'graphql';

type Asked = Pick<GraphQLResolveInfo, 'fieldNodes' | 'fragments'>;

function selects(set: SelectionSetNode | undefined, path: readonly string[], fragments: Asked['fragments']): boolean {
  const [name, ...rest] = path;
  if (name === undefined) return true;
  return (set?.selections ?? []).some((selection) => {
    if (selection.kind === 'Field') {
      return selection.name.value === name && selects(selection.selectionSet, rest, fragments);
    }
    const inner = selection.kind === 'InlineFragment' ? selection : fragments[selection.name.value];
    return selects(inner?.selectionSet, path, fragments);
  });
}

/** Whether a field's selection names the fields of `path`, one below the other. Conditions on them are not looked at: they may still be left out. */
export const asksFor = ({ fieldNodes, fragments }: Asked, path: readonly string[]): boolean =>
  fieldNodes.some((node) => selects(node.selectionSet, path, fragments));
