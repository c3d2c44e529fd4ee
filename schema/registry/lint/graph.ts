import type {
  ConstDirectiveNode,
  DocumentNode,
  EnumValueDefinitionNode,
  FieldDefinitionNode,
  InputValueDefinitionNode,
  TypeDefinitionNode,
  TypeExtensionNode,
} from 'graphql';
import type { ContextSdl } from '../context-sdl.ts';
import { directive, keyFields } from './sdl-node.ts';

/** A type as one context declares it, its extensions in the same SDL merged in. */
export interface DeclaredType {
  readonly context: ContextSdl;
  readonly name: string;
  readonly nodes: readonly (TypeDefinitionNode | TypeExtensionNode)[];
  readonly directives: readonly ConstDirectiveNode[];
  /** Output fields; empty for anything but objects and interfaces. */
  readonly fields: readonly FieldDefinitionNode[];
  readonly inputFields: readonly InputValueDefinitionNode[];
  readonly values: readonly EnumValueDefinitionNode[];
}

/** Every type of every context, with who owns which entity. */
export interface Graph {
  readonly contexts: readonly ContextSdl[];
  /** What the contexts compose to; null where they do not. */
  readonly supergraph: DocumentNode | null;
  readonly types: readonly DeclaredType[];
  /** The type as each context declares it. */
  declarations(name: string): readonly DeclaredType[];
  /** Whether some context gives it a key. */
  isEntity(name: string): boolean;
  /** Contexts that claim the entity, or the only one that declares it. */
  owners(name: string): readonly string[];
  /** Whether `type` is an entity whose home is another context. */
  isForeign(type: DeclaredType): boolean;
}

const rootTypes = new Set(['Query', 'Mutation', 'Subscription']);

export function isRoot(type: DeclaredType): boolean {
  return rootTypes.has(type.name);
}

export function createGraph(contexts: readonly ContextSdl[], supergraph: DocumentNode | null): Graph {
  const types = contexts.flatMap(declaredTypes);
  const byName = Map.groupBy(types, (type) => type.name);
  const declarations = (name: string) => byName.get(name) ?? [];
  const isEntity = (name: string) => declarations(name).some((type) => keyFields(type).size > 0);
  const owners = (name: string) => {
    const claimed = contexts.filter((context) => context.owns.includes(name)).map((context) => context.name);
    const declaring = declarations(name);
    return claimed.length === 0 && declaring.length === 1 ? [declaring[0]!.context.name] : claimed;
  };
  const isForeign = (type: DeclaredType) => {
    const homes = isEntity(type.name) ? owners(type.name) : [];
    return homes.length > 0 && !homes.includes(type.context.name);
  };
  return { contexts, supergraph, types, declarations, isEntity, owners, isForeign };
}

/** Whether a field of `type` only repeats what another context answers. */
export function isExternal(type: DeclaredType, field: FieldDefinitionNode): boolean {
  return directive(field, 'external') !== null || directive(type, 'external') !== null;
}

function declaredTypes(context: ContextSdl): DeclaredType[] {
  const named = context.document.definitions.filter(
    (node): node is TypeDefinitionNode | TypeExtensionNode =>
      'name' in node && node.name !== undefined && /Type(Definition|Extension)$/.test(node.kind),
  );
  return [...Map.groupBy(named, (node) => node.name.value)].map(([name, nodes]) => ({
    context,
    name,
    nodes,
    directives: nodes.flatMap((node) => node.directives ?? []),
    fields: nodes.flatMap((node) =>
      ('fields' in node ? (node.fields ?? []) : []).filter((field) => field.kind === 'FieldDefinition'),
    ),
    inputFields: nodes.flatMap((node) =>
      ('fields' in node ? (node.fields ?? []) : []).filter((field) => field.kind === 'InputValueDefinition'),
    ),
    values: nodes.flatMap((node) => ('values' in node ? (node.values ?? []) : [])),
  }));
}
