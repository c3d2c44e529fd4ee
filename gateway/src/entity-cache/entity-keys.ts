import { type ConstDirectiveNode, type GraphQLSchema, isEnumType, isObjectType, valueFromASTUntyped } from 'graphql';

/** Names the entity that a representation stands for; null where it carries more or less than the fields of one key. */
export type EntityId = (representation: unknown) => string | null;

/** A key of an entity as one text, the same in whatever order its fields come. */
export const entityId = (type: string, key: Readonly<Record<string, unknown>>): string =>
  JSON.stringify([type, ...Object.entries(key).sort(([one], [other]) => (one < other ? -1 : 1))]);

const argumentOf = (directive: ConstDirectiveNode, name: string): unknown => {
  const given = directive.arguments?.find((argument) => argument.name.value === name);
  return given && valueFromASTUntyped(given.value);
};

/** The name that the supergraph writes for a subgraph in its `join__` directives. */
function joinName(supergraph: GraphQLSchema, subgraph: string): string | undefined {
  const graphs = supergraph.getType('join__Graph');
  if (!isEnumType(graphs)) return undefined;
  return graphs.getValues().find(({ astNode }) => {
    const directive = astNode?.directives?.find(({ name }) => name.value === 'join__graph');
    return directive && argumentOf(directive, 'name') === subgraph;
  })?.name;
}

/**
 * Reads from the supergraph which fields are keys of entities in one subgraph. Keys with fields within fields are left out, and so is a representation
 * that carries what `@requires` asks for: it says more than which entity is meant.
 */
export function entityIds(supergraph: GraphQLSchema, subgraph: string): EntityId {
  const graph = joinName(supergraph, subgraph);
  const keys = new Map<string, ReadonlySet<string>>();
  for (const type of Object.values(supergraph.getTypeMap())) {
    if (!isObjectType(type)) continue;
    const flat = (type.astNode?.directives ?? [])
      .filter((node) => node.name.value === 'join__type' && argumentOf(node, 'graph') === graph)
      .map((node) => argumentOf(node, 'key'))
      .filter((key): key is string => typeof key === 'string' && !key.includes('{'))
      .map((key) =>
        key
          .split(/[\s,]+/)
          .filter(Boolean)
          .sort()
          .join(' '),
      );
    if (flat.length > 0) keys.set(type.name, new Set(flat));
  }
  return (representation) => {
    if (typeof representation !== 'object' || representation === null) return null;
    const { __typename: type, ...key } = representation as Record<string, unknown>;
    if (typeof type !== 'string') return null;
    const isKey = keys.get(type)?.has(Object.keys(key).sort().join(' '));
    const isPlain = Object.values(key).every((value) => typeof value === 'string' || typeof value === 'number');
    return isKey && isPlain ? entityId(type, key) : null;
  };
}
