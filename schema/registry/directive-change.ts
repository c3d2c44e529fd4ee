import { type ConstDirectiveNode, type DocumentNode, print } from 'graphql';
import { type Change, certainly, changed } from './change.ts';

/** What composition writes for itself, and what the public schema tells already. */
const machinery = /^(join__.*|link|core|tag|inaccessible|deprecated|specifiedBy|oneOf)$/;

/**
 * What changed in the directives that clients cannot see but feel: guards, costs, how a stream is shared. Both documents are supergraphs; what only one
 * of them declares is left to the comparison of the public schemas.
 */
export function directiveChanges(base: DocumentNode, next: DocumentNode): Change[] {
  const before = applied(base);
  return [...applied(next)].flatMap(([coordinate, now]) => {
    const then = before.get(coordinate);
    if (!then) return [];
    return [...new Set([...then.keys(), ...now.keys()])].flatMap((name) => {
      const [from, to] = [then.get(name), now.get(name)];
      if (from === to) return [];
      const did = from === undefined ? 'added' : to === undefined ? 'removed' : 'changed';
      const told =
        from === undefined
          ? `is \`${to}\` now`
          : to === undefined
            ? `is \`${from}\` no longer`
            : `was \`${from}\` and is \`${to}\` now`;
      const touches = certainly(`field ${coordinate}`, `receives ${coordinate}`);
      return changed(
        `directive-use-${did}`,
        coordinate,
        'dangerous',
        `\`${coordinate}\` ${told}.`,
        touches,
        `@${name}`,
      );
    });
  });
}

interface Node {
  readonly name?: { readonly value: string };
  readonly directives?: readonly ConstDirectiveNode[];
  readonly fields?: readonly Node[];
  readonly values?: readonly Node[];
}

/** By coordinate and directive name, how it is applied. */
function applied(document: DocumentNode): Map<string, Map<string, string>> {
  const found = new Map<string, Map<string, string>>();
  const note = (coordinate: string, node: Node) => {
    const uses = (node.directives ?? []).filter(({ name }) => !machinery.test(name.value));
    const byName = Map.groupBy(uses, ({ name }) => name.value);
    found.set(coordinate, new Map([...byName].map(([name, list]) => [name, list.map(print).sort().join(' ')])));
  };
  for (const definition of document.definitions) {
    const node = definition as Node;
    if (!/Type(Definition|Extension)$/.test(definition.kind) || !node.name) continue;
    note(node.name.value, node);
    for (const member of [...(node.fields ?? []), ...(node.values ?? [])])
      note(`${node.name.value}.${member.name?.value}`, member);
  }
  return found;
}
