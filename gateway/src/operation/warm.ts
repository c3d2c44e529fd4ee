import { setImmediate } from 'node:timers/promises';
import { Kind, OperationTypeNode } from 'graphql';
import type { Choose } from './choose.ts';
import type { Prepare } from './prepare.ts';
import type { Read } from './read.ts';

export interface Preparing {
  readonly read: Read;
  readonly choose: Choose;
  readonly prepare: Prepare;
  /** How long planning a text may take. */
  readonly planningMs: (text: string) => number;
}

/**
 * Prepares every query and mutation of these texts, with room for other work between two of them. Those that cannot be run are told to `unfit` and passed
 * over.
 */
export async function warm(
  texts: Iterable<string>,
  { read, choose, prepare, planningMs }: Preparing,
  unfit: (text: string, err: unknown) => void,
): Promise<void> {
  for (const query of texts) {
    await setImmediate();
    try {
      for (const node of read(query).definitions) {
        if (node.kind !== Kind.OPERATION_DEFINITION) continue;
        const chosen = choose({ query, operationName: node.name?.value ?? null });
        if (node.operation !== OperationTypeNode.SUBSCRIPTION) prepare(chosen, () => planningMs(query));
      }
    } catch (err) {
      unfit(query, err);
    }
  }
}
