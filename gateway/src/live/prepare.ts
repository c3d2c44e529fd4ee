import { OperationTypeNode, print } from 'graphql';
import type { LiveGraph } from './graph.ts';
import { readOperation } from './operation.ts';
import { type LivePlan, planShape } from './plan.ts';
import { Recent } from './recent.ts';
import { readSubscription, type Subscription } from './subscription.ts';

/** A document made ready: a planned subscription, or a query or mutation that somebody else answers. */
export type Prepared = PreparedSubscription | 'answered at once';

/** One object for all who ask for the same operation of the same document. */
export interface PreparedSubscription {
  /** The document as it came first. */
  readonly text: string;
  readonly operationName: string | null;
  readonly subscription: Subscription;
  readonly plan: LivePlan;
}

export type Prepare = (text: string, operationName: string | null) => Prepared;

/**
 * Reads, validates and plans each document once, and remembers `documents` of them. Documents that ask for the same in other words, or name it otherwise,
 * share one plan. Throws a `GraphQLError` or a list of them, each time, where a document cannot be run.
 */
export function createPreparation(
  graph: LiveGraph,
  limits: { readonly tokens: number; readonly documents: number },
): Prepare {
  const documents = new Recent<Prepared | { readonly refused: unknown }>(limits.documents);
  const plans = new Recent<LivePlan>(limits.documents);

  function read(text: string, operationName: string | null): Prepared {
    const chosen = readOperation(text, operationName, limits.tokens);
    if (chosen.operation.operation !== OperationTypeNode.SUBSCRIPTION) return 'answered at once';
    const subscription = readSubscription(graph, chosen);
    const key = print(subscription.shape.document);
    const plan = plans.get(key) ?? planShape(graph, subscription.shape);
    plans.set(key, plan);
    return { text, operationName, subscription, plan };
  }

  return (text, operationName) => {
    const key = JSON.stringify([operationName, text]);
    let known = documents.get(key);
    if (!known) {
      try {
        known = read(text, operationName);
      } catch (refused) {
        known = { refused };
      }
      documents.set(key, known);
    }
    if (typeof known === 'object' && 'refused' in known) throw known.refused;
    return known;
  };
}
