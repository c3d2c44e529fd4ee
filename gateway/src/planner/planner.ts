import { operationFromDocument, type Schema } from '@apollo/federation-internals';
import type { QueryPlan, QueryPlanner } from '@apollo/query-planner';
import { Refusal } from '@lzstock/kit/refusal';
import { type DocumentNode, print } from 'graphql';
import { createNewestTexts } from '../newest-texts.ts';
import { beyondLimit } from '../operation/limits.ts';
import { OutOfTime, runWithin } from './run-within.ts';

/** An operation to plan. */
export interface Plannable {
  readonly document: DocumentNode;
  /** Which one of several in the document. */
  readonly operationName?: string | undefined;
}

/**
 * Plans an operation in `budgetMs` at most; any time where left out. Throws a `Refusal` with `OPERATION_LIMIT` where there are too many ways to answer it, or
 * weighing them takes longer; where it was held to a time, that is not tried again for a second, and from the second time on for a minute, however the operation is
 * written: what was refused once may have met a process that had just started.
 */
export type Plan = (asked: Plannable, budgetMs?: number) => QueryPlan;

const gaveUp = /^(Too many options generated|Number of non-local selections exceeds)/;
const firstRefusedMs = 1_000;
const refusedMs = 60_000;
const remembered = { texts: 1_000, characters: 1_000_000 };

/** Bounds Apollo's planner over one supergraph. */
export function createPlan(planner: QueryPlanner, apiSchema: Schema, now = () => performance.now()): Plan {
  const refused = createNewestTexts<{ readonly refusal: Refusal; readonly until: number }>(remembered);
  const keys = new WeakMap<DocumentNode, string>();

  function keyOf({ document, operationName = '' }: Plannable): string {
    const text = keys.get(document) ?? print(document);
    keys.set(document, text);
    return `${operationName} ${text}`;
  }

  function plan({ document, operationName }: Plannable, budgetMs: number): QueryPlan {
    const options = operationName ? { operationName } : {};
    try {
      return runWithin(budgetMs, () => planner.buildQueryPlan(operationFromDocument(apiSchema, document, options)));
    } catch (error) {
      const tooHard = error instanceof OutOfTime || (error instanceof Error && gaveUp.test(error.message));
      throw tooHard ? beyondLimit('too many ways to be answered') : error;
    }
  }

  return (asked, budgetMs = Number.POSITIVE_INFINITY) => {
    if (budgetMs === Number.POSITIVE_INFINITY) return plan(asked, budgetMs);
    const key = keyOf(asked);
    const before = refused.get(key);
    if (before && before.until > now()) throw before.refusal;
    try {
      return plan(asked, budgetMs);
    } catch (error) {
      if (error instanceof Refusal)
        refused.set(key, { refusal: error, until: now() + (before ? refusedMs : firstRefusedMs) });
      throw error;
    }
  };
}
