import {
  type ConstDirectiveNode,
  type DocumentNode,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  TypeInfo,
  valueFromASTUntyped,
  visit,
  visitWithTypeInfo,
} from 'graphql';

interface Annotated {
  readonly directives?: readonly ConstDirectiveNode[] | undefined;
}

const guards: ReadonlySet<string> = new Set(['authenticated', 'requiresScopes', 'policy']);

interface Hint {
  readonly maxAge: number | null;
  readonly inherits: boolean;
  readonly isPrivate: boolean;
}

function hintOf(nodes: readonly (Annotated | null | undefined)[]): Hint {
  const directives = nodes.flatMap((node) => node?.directives ?? []);
  const values = directives
    .filter(({ name }) => name.value === 'cacheControl')
    .map((directive) =>
      Object.fromEntries(
        (directive.arguments ?? []).map(({ name, value }) => [name.value, valueFromASTUntyped(value)]),
      ),
    );
  const aged = values.find(({ maxAge }) => typeof maxAge === 'number');
  return {
    maxAge: aged ? Number(aged.maxAge) : null,
    inherits: values.some(({ inheritMaxAge }) => inheritMaxAge === true),
    isPrivate: values.some(({ scope }) => scope === 'PRIVATE') || directives.some(({ name }) => guards.has(name.value)),
  };
}

/**
 * Seconds that anybody may keep the answer of an operation, by `@cacheControl` of the supergraph: the least of all that is selected, and 0 where
 * something depends on the viewer or an object says nothing. Leaves that say nothing are as old as what they belong to.
 */
export function publicMaxAge(supergraph: GraphQLSchema, document: DocumentNode): number {
  const types = new TypeInfo(supergraph);
  let least = Number.POSITIVE_INFINITY;
  visit(
    document,
    visitWithTypeInfo(types, {
      Field() {
        const field = types.getFieldDef();
        if (!field || field.name.startsWith('__')) return;
        const inner = getNamedType(field.type);
        const hint = hintOf([field.astNode, inner.astNode as Annotated | null | undefined]);
        if (hint.isPrivate) least = 0;
        else if (hint.maxAge !== null) least = Math.min(least, hint.maxAge);
        else if (isCompositeType(inner) || types.getParentType() === supergraph.getQueryType())
          least = hint.inherits ? least : 0;
      },
    }),
  );
  return Number.isFinite(least) ? Math.max(0, least) : 0;
}
