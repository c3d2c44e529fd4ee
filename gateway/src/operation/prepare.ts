import { operationFromDocument } from '@apollo/federation-internals';
import { OperationTypeNode } from 'graphql';
import type { Graph } from '../graph.ts';
import { compilePlan } from '../plan/compile.ts';
import type { ChosenOperation } from './choose.ts';
import { badOperation, beyondLimit } from './limits.ts';
import type { Runnable } from './run.ts';

/** An operation that may be run as it is. */
export type PlannableOperation = Pick<ChosenOperation, 'document' | 'operation' | 'fragments'>;

/** An operation that was read, found valid and planned. */
export interface PreparedOperation extends PlannableOperation, Runnable {}

/** Plans an operation. Throws a `Refusal` or a `GraphQLError` where it cannot be run. */
export type Prepare = (chosen: PlannableOperation) => PreparedOperation;

const gaveUp = /^(Too many options generated|Number of non-local selections exceeds)/;

/** Plans and compiles each query and mutation once, for as long as it is remembered. What the planner gives up on is refused each time without trying again. */
export function createPreparation(graph: Graph): Prepare {
  const known = new WeakMap<PlannableOperation, PreparedOperation | { readonly refused: unknown }>();

  function prepare(chosen: PlannableOperation): PreparedOperation | { readonly refused: unknown } {
    const { document, operation } = chosen;
    if (operation.operation === OperationTypeNode.SUBSCRIPTION)
      throw badOperation('Subscriptions are answered over graphql-transport-ws on this path');
    const name = operation.name ? { operationName: operation.name.value } : {};
    try {
      const plan = graph.planner.buildQueryPlan(operationFromDocument(graph.apiSchema, document, name));
      return { ...chosen, graph, plan, compiled: compilePlan(graph, plan, chosen) };
    } catch (error) {
      if (!(error instanceof Error && gaveUp.test(error.message))) throw error;
      return { refused: beyondLimit('too many ways to be answered') };
    }
  }

  return (chosen) => {
    const now = known.get(chosen) ?? prepare(chosen);
    known.set(chosen, now);
    if ('refused' in now) throw now.refused;
    return now;
  };
}
