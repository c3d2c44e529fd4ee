import { OperationTypeNode } from 'graphql';
import type { Graph } from '../graph.ts';
import { compilePlan } from '../plan/compile.ts';
import type { ChosenOperation } from './choose.ts';
import { badOperation } from './limits.ts';
import type { Runnable } from './run.ts';

/** An operation that may be run as it is. */
export type PlannableOperation = Pick<ChosenOperation, 'document' | 'operation' | 'fragments'>;

/** An operation that was read, found valid and planned. */
export interface PreparedOperation extends PlannableOperation, Runnable {}

/** Plans an operation, in `budgetMs` at most where it was not before. Throws a `Refusal` or a `GraphQLError` where it cannot be run. */
export type Prepare = (chosen: PlannableOperation, budgetMs: () => number) => PreparedOperation;

/** Plans and compiles each query and mutation once, for as long as it is remembered. */
export function createPreparation(graph: Graph): Prepare {
  const known = new WeakMap<PlannableOperation, PreparedOperation>();

  function prepare(chosen: PlannableOperation, budgetMs: number): PreparedOperation {
    const { document, operation } = chosen;
    if (operation.operation === OperationTypeNode.SUBSCRIPTION)
      throw badOperation('Subscriptions are answered over graphql-transport-ws on this path');
    const plan = graph.plan({ document, operationName: operation.name?.value }, budgetMs);
    return { ...chosen, graph, plan, compiled: compilePlan(graph, plan, chosen) };
  }

  return (chosen, budgetMs) => {
    const before = known.get(chosen);
    if (before) return before;
    const now = prepare(chosen, budgetMs());
    known.set(chosen, now);
    return now;
  };
}
