import { hashOf } from '@lzstock/kit/stored/stored-text';
import { activeSpan, inLateSpan, inSpan, inSpanNow, markOutcome, outcomeOf, type Span } from '@lzstock/kit/trace/span';
import {
  type ExecutionResult,
  type GraphQLFormattedError,
  type OperationDefinitionNode,
  OperationTypeNode,
} from 'graphql';
import type { ChosenOperation } from './choose.ts';
import type { OperationResult } from './operation.ts';

const longestName = 100;

/** Runs one client operation as the first span of a trace: whatever trace a client says it belongs to is not believed. */
export const traceOperation = <T extends { readonly result: OperationResult }>(run: () => Promise<T>): Promise<T> =>
  inSpan('operation', { kind: 'server', parent: 'none' }, (span) => (span ? marked(span, run) : run()));

async function marked<T extends { readonly result: OperationResult }>(span: Span, run: () => Promise<T>): Promise<T> {
  const told = await run();
  markOutcome(span, outcomeOf(told.result));
  return told;
}

/** Tells of the operation under way what it is, and nothing that it was given. */
export const nameOperation = ({ operation }: ChosenOperation, textOf: () => string): void =>
  tellName(operation.name?.value, operation.operation, textOf);

function tellName(name: string | undefined, kind: OperationTypeNode, textOf: () => string): void {
  const span = activeSpan();
  if (!span) return;
  if (name !== undefined) span.updateName(name.slice(0, longestName));
  span.setAttributes({ 'graphql.operation.type': kind, 'graphql.document.hash': hashOf(textOf()) });
}

/** A subscription that a client starts, since when (milliseconds since 1970). */
export interface StartedSubscription {
  readonly operation: OperationDefinitionNode;
  readonly text: string;
  readonly since: number;
}

/** Runs what opens a subscription, and tells the errors it is refused with, as the end of a span of its own: the first of a trace, and of all of the start. */
export const traceSubscription = (
  { operation, text, since }: StartedSubscription,
  open: () => readonly GraphQLFormattedError[],
): void =>
  inSpanNow('operation', { kind: 'server', parent: 'none', since }, (span) => {
    tellName(operation.name?.value, OperationTypeNode.SUBSCRIPTION, () => text);
    markOutcome(span, outcomeOf({ errors: open() }));
  });

/** Tells of an operation that was refused before it was known what it is. */
export const traceRefusal = (since: number, errors: readonly GraphQLFormattedError[]): void =>
  inSpanNow('operation', { kind: 'server', parent: 'none', since }, (span) => markOutcome(span, outcomeOf({ errors })));

/**
 * Completes an event of a subscription. Where that asks subgraphs it is a trace of its own, since many may read it, linked to the start of the subscription that
 * `opener` names.
 */
export const traceEvent = (
  subgraph: string,
  opener: string | undefined,
  complete: () => Promise<ExecutionResult>,
): Promise<ExecutionResult> =>
  inLateSpan(`event of ${subgraph}`, { kind: 'consumer', attributes: { subgraph }, link: opener }, async (made) => {
    const result = await complete();
    markOutcome(made(), outcomeOf(result));
    return result;
  });
