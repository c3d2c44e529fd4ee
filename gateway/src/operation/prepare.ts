import { operationFromDocument } from '@apollo/federation-internals';
import type { QueryPlan } from '@apollo/query-planner';
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
} from 'graphql';
import type { Graph } from '../graph.ts';
import { badOperation, beyondLimit } from './limits.ts';
import type { Read } from './read.ts';

/** An operation that was read, found valid and planned. */
export interface PreparedOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  readonly plan: QueryPlan;
}

/** Reads the operation of a text that a name chooses. Throws a `Refusal`, a `GraphQLError` or a list of them where it cannot be run. */
export type Prepare = (text: string, operationName: string | null) => PreparedOperation;

const gaveUp = /^(Too many options generated|Number of non-local selections exceeds)/;

/** Plans each operation once, for as long as its document is remembered. */
export function createPreparation(graph: Graph, read: Read): Prepare {
  const known = new WeakMap<DocumentNode, Map<string | null, PreparedOperation>>();

  function plan(document: DocumentNode, operationName: string | null): PreparedOperation {
    const operation = chosen(document, operationName);
    const fragments = Object.fromEntries(
      document.definitions
        .filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
        .map((fragment) => [fragment.name.value, fragment]),
    );
    return { document, operation, fragments, plan: planned(graph, document, operationName) };
  }

  return (text, operationName) => {
    const document = read(text);
    const plans = known.get(document) ?? new Map<string | null, PreparedOperation>();
    known.set(document, plans);
    const before = plans.get(operationName);
    if (before) return before;
    const now = plan(document, operationName);
    plans.set(operationName, now);
    return now;
  };
}

function planned(graph: Graph, document: DocumentNode, operationName: string | null): QueryPlan {
  const name = operationName === null ? {} : { operationName };
  try {
    return graph.planner.buildQueryPlan(operationFromDocument(graph.apiSchema, document, name));
  } catch (error) {
    if (error instanceof Error && gaveUp.test(error.message)) throw beyondLimit('too many ways to be answered');
    throw error;
  }
}

function chosen(document: DocumentNode, operationName: string | null): OperationDefinitionNode {
  const operation = getOperationAST(document, operationName);
  if (!operation) {
    const expected = operationName
      ? `an operation named "${operationName}"`
      : 'one operation, or `operationName` to choose among several';
    throw badOperation(`Expected ${expected}`);
  }
  if (operation.operation === OperationTypeNode.SUBSCRIPTION)
    throw badOperation('Subscriptions are answered over graphql-transport-ws on this path');
  return operation;
}
