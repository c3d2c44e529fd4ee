import {
  type ASTNode,
  type ConstDirectiveNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isUnionType,
  Kind,
  type SelectionSetNode,
  valueFromASTUntyped,
} from 'graphql';
import { isMarkedPrivate } from '../live/directive.ts';

/** For how long, and for whom, an answer may be kept. */
export interface CachePolicy {
  /** Seconds; 0 where it may not be kept. */
  readonly maxAge: number;
  /** Whether it depends on who asks. */
  readonly isPrivate: boolean;
}

interface Hint {
  readonly maxAge: number | undefined;
  readonly inherit: boolean;
}

type Marked = { readonly directives?: readonly ConstDirectiveNode[] | undefined } | null | undefined;

/** What `@cacheControl` of a field or type says. */
function hint(node: Marked): Hint {
  const directive = node?.directives?.find(({ name }) => name.value === 'cacheControl');
  const value = (name: string): unknown => {
    const given = directive?.arguments?.find((argument) => argument.name.value === name);
    return given && valueFromASTUntyped(given.value);
  };
  const maxAge = value('maxAge');
  return { maxAge: typeof maxAge === 'number' ? maxAge : undefined, inherit: value('inheritMaxAge') === true };
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
 * A key of an entity never changes. Private is what is marked `@cacheControl(scope: "PRIVATE")`, `@authenticated`, `@requiresScopes` or `@policy`, and so is what is not known.
 */
export function cachePolicy(
  schema: GraphQLSchema,
  document: DocumentNode,
  type: GraphQLCompositeType,
  selections: SelectionSetNode,
  around = 0,
): CachePolicy {
  const fragments = fragmentsOf(document);
  let maxAge = Number.POSITIVE_INFINITY;
  let isPrivate = false;

  const marked = (node: ASTNode | null | undefined): boolean =>
    isMarkedPrivate(node as Parameters<typeof isMarkedPrivate>[0]);

  function enter(parent: GraphQLCompositeType, set: SelectionSetNode, inherited: number): void {
    isPrivate ||= marked(parent.astNode);
    if (isAbstractType(parent)) isPrivate ||= schema.getPossibleTypes(parent).some(({ astNode }) => marked(astNode));
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
      const inner = condition === undefined ? parent : schema.getType(condition);
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
    const own = hint(field.astNode);
    const returned = isCompositeType(named) ? hint(named.astNode).maxAge : undefined;
    const otherwise = isCompositeType(named) && !own.inherit ? 0 : inherited;
    const seconds = own.maxAge ?? returned ?? otherwise;
    isPrivate ||= marked(field.astNode);
    if (own.maxAge === undefined && isKey(parent, field)) return;
    maxAge = Math.min(maxAge, seconds);
    if (set && isCompositeType(named)) enter(named, set, seconds);
  }

  enter(type, selections, around);
  return { maxAge: Number.isFinite(maxAge) ? maxAge : around, isPrivate };
}

/** Seconds that `@cacheControl` of a type allows for its fields. */
export const maxAgeOfType = (type: GraphQLCompositeType): number => hint(type.astNode).maxAge ?? 0;
