import type { Schema } from '@apollo/federation-internals';
import {
  type ConstDirectiveNode,
  type GraphQLCompositeType,
  type GraphQLNamedType,
  type GraphQLSchema,
  isAbstractType,
  valueFromASTUntyped,
} from 'graphql';
import type { Protection } from '../authorise/protection.ts';

/** What `@cacheControl` of a field or type says. */
export interface Hint {
  /** Seconds. */
  readonly maxAge: number | undefined;
  readonly inherit: boolean;
}

type Marked = { readonly directives?: readonly ConstDirectiveNode[] | undefined } | null | undefined;

/** What a supergraph says about how long, and for whom, its parts may be kept, whatever it calls the directives. */
export interface CacheHints {
  of(node: Marked): Hint;
  /**
   * Whether what is read here depends on who asks: it is protected, or marked `@cacheControl(scope: "PRIVATE")`. Through an interface or union it is where
   * any of the types behind it would be. Of a type alone where no field is named.
   */
  isPrivate(type: GraphQLNamedType, field?: string): boolean;
}

const directive = 'cacheControl';

/** The name that `@cacheControl` goes by: whoever defines it links it from an address of their own that ends in its name. */
export const cacheControlName = (source: Schema): string => {
  const feature = [...(source.coreFeatures?.allFeatures() ?? [])].find(({ url }) => url.name === directive);
  return feature?.directiveNameInSchema(directive) ?? directive;
};

export function readCacheHints(
  supergraph: GraphQLSchema,
  protection: Pick<Protection, 'of' | 'ofType'>,
  name = directive,
): CacheHints {
  const valueIn = (node: Marked, argument: string): unknown => {
    const given = node?.directives
      ?.find((each) => each.name.value === name)
      ?.arguments?.find((each) => each.name.value === argument);
    return given && valueFromASTUntyped(given.value);
  };
  const isMarked = (node: Marked): boolean => valueIn(node, 'scope') === 'PRIVATE';
  const andBehind = (type: GraphQLNamedType): readonly GraphQLNamedType[] =>
    isAbstractType(type) ? [type, ...supergraph.getPossibleTypes(type)] : [type];
  const fieldOf = (type: GraphQLNamedType, field: string): Marked =>
    'getFields' in type ? (type as Fields).getFields()[field]?.astNode : null;

  return {
    of(node) {
      const maxAge = valueIn(node, 'maxAge');
      return {
        maxAge: typeof maxAge === 'number' ? maxAge : undefined,
        inherit: valueIn(node, 'inheritMaxAge') === true,
      };
    },
    isPrivate(type, field) {
      if (field === undefined)
        return andBehind(type).some(({ astNode }) => isMarked(astNode)) || protection.ofType(type.name).length > 0;
      return (
        andBehind(type).some((each) => isMarked(fieldOf(each, field))) || protection.of(type.name, field).length > 0
      );
    },
  };
}

type Fields = Exclude<GraphQLCompositeType, { getTypes(): unknown }>;
