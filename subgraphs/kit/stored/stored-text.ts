import { createHash } from 'node:crypto';
import {
  type DefinitionNode,
  type DocumentNode,
  type FieldNode,
  Kind,
  OperationTypeNode,
  print,
  type SelectionSetNode,
  visit,
} from 'graphql';

const typename: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

const named = (set: SelectionSetNode): SelectionSetNode =>
  set.selections.some((node) => node.kind === Kind.FIELD && node.name.value === '__typename' && !node.alias)
    ? set
    : { ...set, selections: [...set.selections, typename] };

const rank = (node: DefinitionNode): string => (node.kind === Kind.FRAGMENT_DEFINITION ? node.name.value : '');

/** The operation, then its fragments by name: in whatever order files are read. */
const ordered = (document: DocumentNode): DocumentNode => ({
  ...document,
  definitions: document.definitions.toSorted((a, b) => (rank(a) < rank(b) ? -1 : Number(rank(a) > rank(b)))),
});

/**
 * The text of a client's operation as it goes over the wire. Queries and mutations carry `__typename` wherever an object is asked for, as caches of
 * clients add it; subscriptions go as they are written.
 */
export function storedText(document: DocumentNode): string {
  const streams = document.definitions.some(
    (node) => node.kind === Kind.OPERATION_DEFINITION && node.operation === OperationTypeNode.SUBSCRIPTION,
  );
  if (streams) return print(ordered(document));
  const withNames = <T extends { readonly selectionSet?: SelectionSetNode | undefined }>(node: T): T =>
    node.selectionSet ? { ...node, selectionSet: named(node.selectionSet) } : node;
  return print(
    visit(ordered(document), {
      Field: { leave: withNames },
      InlineFragment: { leave: withNames },
      FragmentDefinition: { leave: withNames },
    }),
  );
}

/** SHA-256 of a text, in hexadecimal digits: the name of a stored operation. */
export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');
