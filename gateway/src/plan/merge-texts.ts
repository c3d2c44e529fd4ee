import {
  type DefinitionNode,
  type FieldNode,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  parse,
  print,
  type SelectionSetNode,
  stripIgnoredCharacters,
  type VariableDefinitionNode,
  visit,
} from 'graphql';

/** One operation that asks what several entity fetches ask. */
export interface MergedText {
  readonly query: string;
  /** Where each of them went. */
  readonly parts: readonly {
    readonly alias: string;
    /** The variables that mean something else in each of them, representations among them, and what they go by. */
    readonly own: ReadonlyMap<string, string>;
    /** Response name of the first field it asks of an entity, if there is one. */
    readonly firstField: readonly string[];
  }[];
}

/** An entity fetch to be merged, and those of its variables that mean something of their own in it. */
export interface Mergeable {
  readonly query: string;
  readonly contextual?: readonly string[];
}

interface Part {
  readonly operation: OperationDefinitionNode;
  readonly entities: FieldNode;
  readonly fragments: readonly DefinitionNode[];
  readonly own: ReadonlyMap<string, string>;
}

/** Null where one of the texts is no entity fetch, or they cannot stand in one operation. Other variables of the same name are taken for the same. */
export function mergeTexts(fetches: readonly Mergeable[]): MergedText | null {
  const parts = fetches.map(readPart);
  if (!parts.every((part) => part !== null)) return null;
  const variables = new Map<string, VariableDefinitionNode>();
  for (const { operation, own } of parts)
    for (const definition of operation.variableDefinitions ?? []) {
      const name = definition.variable.name.value;
      if (own.has(name)) continue;
      const before = variables.get(name);
      if (before && print(before) !== print(definition)) return null;
      variables.set(name, definition);
    }
  if (parts.some(({ own }) => [...own.values()].some((name) => variables.has(name)))) return null;
  const owned = parts.map(({ operation, own }) =>
    (operation.variableDefinitions ?? []).flatMap((definition) => renamedVariable(definition, own) ?? []),
  );
  if (owned.some((definitions, at) => definitions.length !== parts[at]!.own.size)) return null;

  const renamed = parts.map((part, at) => rename(part, at));
  const operation: OperationDefinitionNode = {
    ...parts[0]!.operation,
    variableDefinitions: [...owned.flat(), ...variables.values()],
    selectionSet: { kind: Kind.SELECTION_SET, selections: renamed.map(({ entities }) => entities) },
  };
  const definitions = [operation, ...renamed.flatMap(({ fragments }) => fragments)];
  return {
    query: stripIgnoredCharacters(print({ kind: Kind.DOCUMENT, definitions })),
    parts: parts.map(({ entities, own }, at) => ({
      alias: `_${at}`,
      own,
      firstField: firstField(entities.selectionSet) ?? [],
    })),
  };
}

function readPart({ query, contextual = [] }: Mergeable, at: number): Part | null {
  const { definitions } = parse(query, { noLocation: true });
  const operations = definitions.filter((each) => each.kind === Kind.OPERATION_DEFINITION);
  const [operation] = operations;
  if (!operation || operations.length > 1) return null;
  if (operation.operation !== OperationTypeNode.QUERY || operation.directives?.length) return null;
  const [entities, ...others] = operation.selectionSet.selections;
  if (entities?.kind !== Kind.FIELD || others.length > 0 || entities.alias || entities.directives?.length) return null;
  if (entities.name.value !== '_entities') return null;
  const own = new Map(['representations', ...contextual].map((variable) => [variable, `${variable}_${at}`]));
  return { operation, entities, fragments: definitions.filter((each) => each !== operation), own };
}

const nameNode = (value: string) => ({ kind: Kind.NAME as const, value });

function renamedVariable(
  definition: VariableDefinitionNode,
  own: ReadonlyMap<string, string>,
): VariableDefinitionNode | null {
  const name = own.get(definition.variable.name.value);
  return name === undefined ? null : { ...definition, variable: { ...definition.variable, name: nameNode(name) } };
}

/** Gives what belongs to one part alone a name of its own. */
function rename({ entities, fragments, own }: Part, at: number): { entities: FieldNode; fragments: DefinitionNode[] } {
  const visitor = {
    Variable: {
      leave: (node: { name: { value: string } }) => {
        const name = own.get(node.name.value);
        return name === undefined ? undefined : { ...node, name: nameNode(name) };
      },
    },
    FragmentSpread: {
      leave: (node: { name: { value: string } }) => ({ ...node, name: nameNode(`${node.name.value}_${at}`) }),
    },
    FragmentDefinition: {
      leave: (node: { name: { value: string } }) => ({ ...node, name: nameNode(`${node.name.value}_${at}`) }),
    },
  };
  return {
    entities: { ...(visit(entities, visitor) as FieldNode), alias: nameNode(`_${at}`) },
    fragments: fragments.map((fragment) => visit(fragment, visitor) as DefinitionNode),
  };
}

function firstField(selection: SelectionSetNode | undefined): string[] | null {
  for (const node of selection?.selections ?? []) {
    if (node.kind === Kind.FIELD && node.name.value !== '__typename') return [node.alias?.value ?? node.name.value];
    const inner = node.kind === Kind.INLINE_FRAGMENT ? firstField(node.selectionSet) : null;
    if (inner) return inner;
  }
  return null;
}
