import { type Viewer, visitor } from '@lzstock/kit/viewer';
import { type DocumentNode, OperationTypeNode, print } from 'graphql';
import { type Permitted, wholeRefusals, withheldError } from '../authorise/authorise.ts';
import type { LiveGraph } from './graph.ts';
import type { Limits } from './limits.ts';
import { readOperation } from './operation.ts';
import { type LivePlan, planShape, type Withheld } from './plan.ts';
import type { LivePorts } from './ports.ts';
import { Recent } from './recent.ts';
import { readSubscription, type Shape, type Subscription } from './subscription.ts';

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

/** For a visitor where no viewer is named. */
export type Prepare = (text: string, operationName: string | null, viewer?: Viewer) => Prepared;

interface Known {
  readonly text: string;
  readonly operationName: string | null;
  readonly subscription: Subscription;
  readonly prepared: WeakMap<LivePlan, PreparedSubscription>;
}

/**
 * Reads and validates each document once, plans it once for all who may be told the same of it, and remembers `documents` of them, of
 * `documentCharacters` together. Documents that ask for the
 * same in other words, or name it otherwise, share one plan. Throws a `GraphQLError` or a list of them, each time, where a document cannot be run.
 */
export function createPreparation(
  graph: LiveGraph,
  limits: Pick<Limits, 'tokens' | 'documents' | 'documentCharacters'>,
  { judge, planningMs }: Pick<LivePorts, 'judge' | 'planningMs'> = {},
): Prepare {
  const documents = new Recent<Known | 'answered at once' | { readonly refused: unknown }>(
    limits.documents,
    limits.documentCharacters,
  );
  const plans = new Recent<LivePlan>(limits.documents, limits.documentCharacters);
  const printed = new WeakMap<DocumentNode, string>();

  function read(text: string, operationName: string | null): Known | 'answered at once' {
    const chosen = readOperation(text, operationName, limits.tokens);
    if (chosen.operation.operation !== OperationTypeNode.SUBSCRIPTION) return 'answered at once';
    return { text, operationName, subscription: readSubscription(graph, chosen), prepared: new WeakMap() };
  }

  function textOf(document: DocumentNode): string {
    const text = printed.get(document) ?? print(document);
    printed.set(document, text);
    return text;
  }

  function plan(text: string, shape: Shape, viewer: Viewer): LivePlan {
    const permitted = judge?.(shape, viewer) ?? null;
    const withheld = permitted && withheldFrom(permitted, viewer);
    const key = JSON.stringify([textOf((permitted ?? shape).document), withheld?.key]);
    const known = plans.get(key);
    if (known) return known;
    const planned = planShape(graph, permitted ? { ...shape, ...permitted } : shape, withheld, planningMs?.(text));
    plans.set(key, planned);
    return planned;
  }

  return (text, operationName, viewer = visitor) => {
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
    if (known === 'answered at once') return known;
    if ('refused' in known) throw known.refused;
    const { subscription, prepared } = known;
    const planned = plan(known.text, subscription.shape, viewer);
    const before = prepared.get(planned);
    if (before) return before;
    const now = { text: known.text, operationName: known.operationName, subscription, plan: planned };
    prepared.set(planned, now);
    return now;
  };
}

/** Visitors are told to sign in, others that it would not help: they share no stream. Throws where the stream itself is withheld. */
function withheldFrom(permitted: Permitted, viewer: Viewer): Withheld {
  const refusals = wholeRefusals(permitted, viewer);
  if (refusals.length > 0) throw refusals;
  return {
    key: `${permitted.key} ${viewer.id === null}`,
    fill(data) {
      const { data: filled, places } = permitted.fill(data);
      return { data: filled, errors: places.map((path) => withheldError(viewer, path)) };
    },
  };
}
