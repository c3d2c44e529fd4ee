import type { ASTNode, DocumentNode } from 'graphql';

interface Declaration {
  readonly name?: { readonly value: string };
  readonly fields?: readonly Declaration[];
  readonly values?: readonly Declaration[];
  readonly arguments?: readonly Declaration[];
}

/**
 * Where `document` declares a schema coordinate: `Type`, `Type.field`, `Type.field(argument:)`, `Enum.VALUE` or `@directive`. Null where it does not;
 * of a member that is gone nothing is found, not its type.
 */
export function declarationOf(document: DocumentNode, coordinate: string): ASTNode | null {
  const match = /^(@?\w+)(?:\.(\w+))?(?:\((\w+):\))?$/.exec(coordinate);
  if (!match) return null;
  const [, type, member, argument] = match;
  const name = type!.replace('@', '');
  for (const definition of document.definitions) {
    if (!('name' in definition) || definition.name?.value !== name) continue;
    if ((definition.kind === 'DirectiveDefinition') !== type!.startsWith('@')) continue;
    const parts = definition as Declaration;
    const owner = member ? find([...(parts.fields ?? []), ...(parts.values ?? [])], member) : parts;
    const found = argument ? find(owner?.arguments, argument) : owner;
    if (found) return found as ASTNode;
  }
  return null;
}

function find(list: readonly Declaration[] | undefined, name: string): Declaration | undefined {
  return list?.find((entry) => entry.name?.value === name);
}
