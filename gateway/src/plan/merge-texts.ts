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
    /** The variable that its representations go by. */
    readonly representations: string;
    /** Response name of the first field it asks of an entity, if there is one. */
    readonly firstField: readonly string[];
  }[];
}

interface Part {
  readonly operation: OperationDefinitionNode;
  readonly entities: FieldNode;
  readonly fragments: readonly DefinitionNode[];
}

/** Null where one of the texts is no entity fetch, or they cannot stand in one operation. Variables of the same name are taken for the same. */
export function mergeTexts(queries: readonly string[]): MergedText | null {
  const parts = queries.map(readPart);
  if (!parts.every((part) => part !== null)) return null;
  const variables = new Map<string, VariableDefinitionNode>();
  for (const { operation } of parts)
    for (const definition of operation.variableDefinitions ?? []) {
      const name = definition.variable.name.value;
      const before = variables.get(name);
      if (before && print(before) !== print(definition)) return null;
      variables.set(name, definition);
    }
  if ([...variables.keys()].some((name) => name.startsWith('representations_'))) return null;
  const definition = variables.get('representations');
  if (!definition) return null;
  variables.delete('representations');

  const renamed = parts.map((part, at) => rename(part, at));
  const operation: OperationDefinitionNode = {
    ...parts[0]!.operation,
    variableDefinitions: [
      ...parts.map((_, at) => ({
        ...definition,
        variable: { ...definition.variable, name: { kind: Kind.NAME as const, value: `representations_${at}` } },
      })),
      ...variables.values(),
    ],
    selectionSet: { kind: Kind.SELECTION_SET, selections: renamed.map(({ entities }) => entities) },
  };
  const definitions = [operation, ...renamed.flatMap(({ fragments }) => fragments)];
  return {
    query: stripIgnoredCharacters(print({ kind: Kind.DOCUMENT, definitions })),
    parts: parts.map(({ entities }, at) => ({
      alias: `_${at}`,
      representations: `representations_${at}`,
      firstField: firstField(entities.selectionSet) ?? [],
    })),
  };
}

function readPart(query: string): Part | null {
  const { definitions } = parse(query, { noLocation: true });
  const operations = definitions.filter((each) => each.kind === Kind.OPERATION_DEFINITION);
  const [operation] = operations;
  if (!operation || operations.length > 1) return null;
  if (operation.operation !== OperationTypeNode.QUERY || operation.directives?.length) return null;
  const [entities, ...others] = operation.selectionSet.selections;
  if (entities?.kind !== Kind.FIELD || others.length > 0 || entities.alias || entities.directives?.length) return null;
  if (entities.name.value !== '_entities') return null;
  return { operation, entities, fragments: definitions.filter((each) => each !== operation) };
}

/** Gives what belongs to one part alone a name of its own. */
function rename({ entities, fragments }: Part, at: number): { entities: FieldNode; fragments: DefinitionNode[] } {
  const name = (value: string) => ({ kind: Kind.NAME as const, value });
  const visitor = {
    Variable: {
      leave: (node: { name: { value: string } }) =>
        node.name.value === 'representations' ? { ...node, name: name(`representations_${at}`) } : undefined,
    },
    FragmentSpread: {
      leave: (node: { name: { value: string } }) => ({ ...node, name: name(`${node.name.value}_${at}`) }),
    },
    FragmentDefinition: {
      leave: (node: { name: { value: string } }) => ({ ...node, name: name(`${node.name.value}_${at}`) }),
    },
  };
  return {
    entities: { ...(visit(entities, visitor) as FieldNode), alias: name(`_${at}`) },
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
