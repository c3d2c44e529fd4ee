import { hashOf } from '@lzstock/kit/stored/stored-text';
import { activeSpan, inSpan, markOutcome, outcomeOf } from '@lzstock/kit/trace/span';
import type { ChosenOperation } from './choose.ts';
import type { OperationResult } from './operation.ts';

const longestName = 100;

/** Runs one client operation as the first span of a trace: whatever trace a client says it belongs to is not believed. */
export const traceOperation = (run: () => Promise<OperationResult>): Promise<OperationResult> =>
  inSpan('operation', { kind: 'server', parent: 'none' }, async (span) => {
    const result = await run();
    markOutcome(span, outcomeOf(result));
    return result;
  });

/** Tells of the operation under way what it is, and nothing that it was given. */
export function nameOperation({ operation }: ChosenOperation, textOf: () => string): void {
  const span = activeSpan();
  if (!span) return;
  if (operation.name) span.updateName(operation.name.value.slice(0, longestName));
  span.setAttributes({ 'graphql.operation.type': operation.operation, 'graphql.document.hash': hashOf(textOf()) });
}
