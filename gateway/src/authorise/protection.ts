import type { Schema } from '@apollo/federation-internals';
import {
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import { computedFrom, contextName } from './computed-from.ts';
import { type DirectiveKinds, type Requirement, readRequirements } from './requirement.ts';

/** What must be had to be told each part of a graph. */
export interface Protection {
  /** False where nothing of the graph is protected. */
  readonly any: boolean;
  /**
   * What a field needs as seen from `type`: what it, its type and the type it answers with declare, and what the fields that it is computed from need.
   * Through an interface it needs what any of the types behind it would. A union or interface needs what any type of it does.
   */
  of(type: string, field: string): readonly Requirement[];
  /** What a type needs itself; a union or interface what any type of it does. */
  ofType(type: string): readonly Requirement[];
}

const identities = {
  authenticated: ['https://specs.apollo.dev/authenticated', 'authenticated'],
  scopes: ['https://specs.apollo.dev/requiresScopes', 'requiresScopes'],
  policies: ['https://specs.apollo.dev/policy', 'policy'],
} as const;

/** Features of a supergraph that may be asked for because they are enforced here. */
export const enforcedFeatures: readonly string[] = Object.values(identities).map(([identity]) => `${identity}/v0.1`);

function directiveKinds(source: Schema): DirectiveKinds {
  const kinds = new Map<string, Requirement['kind']>();
  for (const [kind, [identity, name]] of Object.entries(identities)) {
    const feature = source.coreFeatures?.getByIdentity(identity);
    if (feature) kinds.set(feature.directiveNameInSchema(name), kind as Requirement['kind']);
  }
  return kinds;
}

/** Reads the protection that a supergraph declares. */
export const readProtection = (source: Schema, supergraph: GraphQLSchema): Protection =>
  protectionBy(directiveKinds(source), supergraph, contextName(source));

/** The protection that directives of these names declare; `context` is the name of the one that sets contexts. */
export function protectionBy(kinds: DirectiveKinds, supergraph: GraphQLSchema, context = 'context'): Protection {
  const known = new Map<string, readonly Requirement[]>();
  const computed = computedFrom(supergraph, context);

  const behind = (type: GraphQLNamedType) => (isAbstractType(type) ? supergraph.getPossibleTypes(type) : []);

  function ofType(type: GraphQLNamedType): Requirement[] {
    return [type, ...behind(type)].flatMap(({ astNode }) => readRequirements(astNode?.directives, kinds));
  }

  function collect(type: GraphQLNamedType, name: string, seen: Set<string>, found: Map<string, Requirement>): void {
    if (seen.has(`${type.name}.${name}`)) return;
    seen.add(`${type.name}.${name}`);
    const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;
    if (!field) return;
    const own = readRequirements(field.astNode?.directives, kinds);
    for (const one of [...own, ...ofType(type), ...ofType(getNamedType(field.type))]) found.set(one.id, one);
    for (const implementation of behind(type)) collect(implementation, name, seen, found);
    for (const { type: source, selection } of computed(type, field.astNode)) walk(source, selection, seen, found);
  }

  function walk(
    type: GraphQLNamedType,
    { selections }: SelectionSetNode,
    seen: Set<string>,
    found: Map<string, Requirement>,
  ): void {
    for (const node of selections) {
      if (node.kind === Kind.FIELD) {
        collect(type, node.name.value, seen, found);
        const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[node.name.value] : undefined;
        if (node.selectionSet && field) walk(getNamedType(field.type), node.selectionSet, seen, found);
      } else if (node.kind === Kind.INLINE_FRAGMENT) {
        const narrowed = node.typeCondition && supergraph.getType(node.typeCondition.name.value);
        for (const one of narrowed ? ofType(narrowed) : []) found.set(one.id, one);
        walk(narrowed ?? type, node.selectionSet, seen, found);
      }
    }
  }

  return {
    any: kinds.size > 0,
    ofType(name) {
      const type = supergraph.getType(name);
      return type ? ofType(type) : [];
    },
    of(typeName, name) {
      const key = `${typeName}.${name}`;
      const before = known.get(key);
      if (before) return before;
      const found = new Map<string, Requirement>();
      const type = supergraph.getType(typeName);
      if (type) collect(type, name, new Set(), found);
      const all = [...found.values()];
      known.set(key, all);
      return all;
    },
  };
}
