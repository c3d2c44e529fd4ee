import { operationFromDocument } from '@apollo/federation-internals';
import type { QueryPlan } from '@apollo/query-planner';
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  getOperationAST,
  Kind,
  NoSchemaIntrospectionCustomRule,
  type OperationDefinitionNode,
  OperationTypeNode,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import type { Graph } from '../graph.ts';
import { createNewestTexts } from '../newest-texts.ts';

/** An operation that was read, found valid and planned. */
export interface PreparedOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  readonly plan: QueryPlan;
}

/** Reads the operation of a text that a name chooses. Throws a `GraphQLError`, or a list of them, where it cannot be run. */
export type Prepare = (text: string, operationName: string | null) => PreparedOperation;

export interface PreparationOptions {
  readonly graph: Graph;
  readonly introspection: boolean;
  /** Tokens an operation may have; null for any number. */
  readonly maxTokens: number | null;
}

interface Read {
  readonly document: DocumentNode;
  readonly errors: readonly GraphQLError[];
  readonly prepared: Map<string | null, PreparedOperation>;
}

const remembered = { texts: 1_000, characters: 1_000_000 };

/** Parses, validates and plans each operation once; remembers the texts used last. */
export function createPreparation({ graph, introspection, maxTokens }: PreparationOptions): Prepare {
  const rules = introspection ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule];
  const known = createNewestTexts<Read>(remembered);

  function read(text: string): Read {
    const before = known.get(text);
    if (before) return before;
    const document = parse(text, maxTokens === null ? {} : { maxTokens });
    const now: Read = { document, errors: validate(graph.api, document, rules), prepared: new Map() };
    known.set(text, now);
    return now;
  }

  return (text, operationName) => {
    const { document, errors, prepared } = read(text);
    if (errors.length > 0) throw errors;
    const before = prepared.get(operationName);
    if (before) return before;
    const operation = chosen(document, operationName);
    const fragments = Object.fromEntries(
      document.definitions
        .filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
        .map((fragment) => [fragment.name.value, fragment]),
    );
    const name = operationName === null ? {} : { operationName };
    const plan = graph.planner.buildQueryPlan(operationFromDocument(graph.apiSchema, document, name));
    const now = { document, operation, fragments, plan };
    prepared.set(operationName, now);
    return now;
  };
}

function chosen(document: DocumentNode, operationName: string | null): OperationDefinitionNode {
  const operation = getOperationAST(document, operationName);
  if (!operation) {
    const expected = operationName
      ? `an operation named "${operationName}"`
      : 'one operation, or `operationName` to choose among several';
    throw new GraphQLError(`Expected ${expected}`);
  }
  if (operation.operation === OperationTypeNode.SUBSCRIPTION)
    throw new GraphQLError('Subscriptions are answered over graphql-transport-ws on this path');
  return operation;
}
