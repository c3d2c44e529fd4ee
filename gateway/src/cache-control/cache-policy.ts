import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isUnionType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import type { CacheHints } from './cache-hints.ts';

/** For how long, and for whom, an answer may be kept. */
export interface CachePolicy {
  /** Seconds; 0 where it may not be kept. */
  readonly maxAge: number;
  /** Whether it depends on who asks. */
  readonly isPrivate: boolean;
}

/** A supergraph, and what it says about keeping its parts. */
export interface KeepableGraph {
  readonly supergraph: GraphQLSchema;
  readonly cacheHints: CacheHints;
}

/** Whether a field is one of those by which the supergraph knows entities of its type. */
const isKey = ({ astNode }: GraphQLCompositeType, { name }: GraphQLField<unknown, unknown>): boolean =>
  (astNode?.directives ?? []).some(({ arguments: given = [] }) =>
    given.some(
      (argument) =>
        argument.name.value === 'key' &&
        argument.value.kind === Kind.STRING &&
        argument.value.value.split(/[\s,]+/).includes(name),
    ),
  );

/** The fragments of a document by name. */
export const fragmentsOf = (document: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> =>
  new Map(
    document.definitions
      .filter((node) => node.kind === Kind.FRAGMENT_DEFINITION)
      .map((fragment) => [fragment.name.value, fragment]),
  );

/**
 * The policy of a selection in `type`, the least that any selected field allows. Seconds of a field are those of its own `@cacheControl(maxAge:)`, else
 * of the type it returns, else 0 where it returns a type with fields, else those of the field around it, which are `around` for the outermost.
 * A key of an entity never changes. Private is what is protected or marked `@cacheControl(scope: "PRIVATE")`, and so is what is not known.
 */
export function cachePolicy(
  { supergraph, cacheHints }: KeepableGraph,
  document: DocumentNode,
  type: GraphQLCompositeType,
  selections: SelectionSetNode,
  around = 0,
): CachePolicy {
  const fragments = fragmentsOf(document);
  let maxAge = Number.POSITIVE_INFINITY;
  let isPrivate = false;

  function enter(parent: GraphQLCompositeType, set: SelectionSetNode, inherited: number): void {
    isPrivate ||= cacheHints.isPrivate(parent);
    for (const node of set.selections) {
      if (node.kind === Kind.FIELD) {
        if (node.name.value === '__typename') continue;
        const field = isUnionType(parent) ? undefined : parent.getFields()[node.name.value];
        if (field) select(parent, field, node.selectionSet, inherited);
        else isPrivate = true;
        continue;
      }
      const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : fragments.get(node.name.value);
      const condition = fragment?.typeCondition?.name.value;
      const inner = condition === undefined ? parent : supergraph.getType(condition);
      if (fragment && isCompositeType(inner)) enter(inner, fragment.selectionSet, inherited);
      else isPrivate = true;
    }
  }

  function select(
    parent: GraphQLCompositeType,
    field: GraphQLField<unknown, unknown>,
    set: SelectionSetNode | undefined,
    inherited: number,
  ): void {
    const named = getNamedType(field.type);
    const own = cacheHints.of(field.astNode);
    const returned = isCompositeType(named) ? cacheHints.of(named.astNode).maxAge : undefined;
    const otherwise = isCompositeType(named) && !own.inherit ? 0 : inherited;
    const seconds = own.maxAge ?? returned ?? otherwise;
    isPrivate ||= cacheHints.isPrivate(parent, field.name);
    if (own.maxAge === undefined && isKey(parent, field)) return;
    maxAge = Math.min(maxAge, seconds);
    if (set && isCompositeType(named)) enter(named, set, seconds);
  }

  enter(type, selections, around);
  return { maxAge: Number.isFinite(maxAge) ? maxAge : around, isPrivate };
}

/** Seconds that `@cacheControl` of a type allows for its fields. */
export const maxAgeOfType = ({ cacheHints }: KeepableGraph, { astNode }: GraphQLCompositeType): number =>
  cacheHints.of(astNode).maxAge ?? 0;
