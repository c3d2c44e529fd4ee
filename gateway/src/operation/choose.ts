import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
} from 'graphql';
import { type CostOf, createCostCompiler } from './cost/compile-cost.ts';
import { badOperation } from './limits.ts';
import type { OperationRequest } from './operation.ts';
import type { Read } from './read.ts';
import type { TextOf } from './safelist.ts';
import { compileVariables, type ReadVariables } from './variables.ts';

/** A valid operation, of whatever kind, as one of those in its text. */
export interface ChosenOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  /** The values of its variables, as a request gives them. */
  readonly readVariables: ReadVariables;
  readonly costOf: CostOf;
}

/** Finds the operation that a request means. Throws a `Refusal`, a `GraphQLError` or a list of them where it cannot be run. */
export type Choose = (request: OperationRequest) => ChosenOperation;

export interface ChoiceOptions {
  readonly api: GraphQLSchema;
  readonly supergraph: GraphQLSchema;
  readonly textOf: TextOf;
  readonly read: Read;
}

/** Looks at each operation of a document once, for as long as the document is remembered. */
export function createChoice({ api, supergraph, textOf, read }: ChoiceOptions): Choose {
  const known = new WeakMap<DocumentNode, Map<string | null, ChosenOperation>>();
  const compileCost = createCostCompiler(api, supergraph);

  function choose(document: DocumentNode, name: string | null): ChosenOperation {
    const operation = getOperationAST(document, name);
    if (!operation) {
      const expected = name
        ? `an operation named "${name}"`
        : 'one operation, or `operationName` to choose among several';
      throw badOperation(`Expected ${expected}`);
    }
    const fragments: Record<string, FragmentDefinitionNode> = Object.create(null);
    for (const node of document.definitions)
      if (node.kind === Kind.FRAGMENT_DEFINITION) fragments[node.name.value] = node;
    return {
      document,
      operation,
      fragments,
      readVariables: compileVariables(api, operation),
      costOf: compileCost(operation, fragments),
    };
  }

  return (request) => {
    const document = read(textOf(request));
    const { operationName = null } = request;
    const before = known.get(document);
    const found = before?.get(operationName);
    if (found) return found;
    const choices = before ?? new Map<string | null, ChosenOperation>();
    if (!before) known.set(document, choices);
    const now = choose(document, operationName);
    choices.set(operationName, now);
    return now;
  };
}
