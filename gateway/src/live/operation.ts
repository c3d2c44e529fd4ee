import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  parse,
  type SelectionSetNode,
  validate,
  visit,
} from 'graphql';

export const badOperation = (message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code: 'BAD_INPUT' } });

/** A document and the one operation of it that is meant. */
export interface Chosen {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
}

/** The operation that `operationName` chooses. Throws a `GraphQLError` where there is none or more than one could be meant. */
export function readOperation(text: string, operationName: string | null, tokens: number): Chosen {
  const document = parse(text, { maxTokens: tokens });
  const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  const chosen = operationName === null ? operations : operations.filter(({ name }) => name?.value === operationName);
  const [operation] = chosen;
  if (!operation)
    throw badOperation(
      operationName === null ? 'The document has no operation' : 'The document has no operation so named',
    );
  if (chosen.length > 1) throw badOperation('The document has several operations: choose one by `operationName`');
  return { document, operation };
}

/** What is wrong with a document. Some rules of graphql-js throw instead of telling, for instance a variable in a root field's `@include`. */
export function complaints(api: GraphQLSchema, document: DocumentNode): readonly GraphQLError[] {
  try {
    return validate(api, document);
  } catch (error) {
    if (error instanceof GraphQLError) return [error];
    throw error;
  }
}

/** The only root field of a valid subscription, found through fragments, and the fragments in use. Throws a `GraphQLError` where there is not just one. */
export function rootField({ document, operation }: Chosen): {
  readonly root: FieldNode;
  readonly fragments: readonly FragmentDefinitionNode[];
} {
  const known = new Map<string, FragmentDefinitionNode>();
  for (const node of document.definitions) if (node.kind === Kind.FRAGMENT_DEFINITION) known.set(node.name.value, node);
  const roots: FieldNode[] = [];
  const walk = ({ selections }: SelectionSetNode): void => {
    for (const node of selections) {
      if (node.directives?.length) throw badOperation('The root field of a subscription takes no directives');
      if (node.kind === Kind.FIELD) roots.push(node);
      else if (node.kind === Kind.INLINE_FRAGMENT) walk(node.selectionSet);
      else walk(known.get(node.name.value)!.selectionSet);
    }
  };
  walk(operation.selectionSet);
  const [root] = roots;
  if (!root || roots.length > 1) throw badOperation(`A subscription has one root field, this one has ${roots.length}`);
  return { root, fragments: inUse(operation.selectionSet, known) };
}

function inUse(
  selections: SelectionSetNode,
  known: ReadonlyMap<string, FragmentDefinitionNode>,
): FragmentDefinitionNode[] {
  const used = new Set<FragmentDefinitionNode>();
  const walk = (set: SelectionSetNode): void => {
    visit(set, {
      FragmentSpread({ name }) {
        const fragment = known.get(name.value);
        if (!fragment || used.has(fragment)) return;
        used.add(fragment);
        walk(fragment.selectionSet);
      },
    });
  };
  walk(selections);
  return [...used];
}
