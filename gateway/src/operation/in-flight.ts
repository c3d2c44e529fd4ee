import type { ChosenOperation } from './choose.ts';
import type { OperationContext, OperationRequest } from './operation.ts';

/** Runs a query once for all who ask for the same as the same viewer while it is under way. */
export type InFlight<T> = (
  chosen: ChosenOperation,
  request: OperationRequest,
  context: OperationContext,
  run: () => Promise<T>,
) => Promise<T>;

/** Who can leave alone, by a signal, is never made to share: one who leaves would take the answer from the others. */
export function createInFlight<T>(): InFlight<T> {
  const running = new WeakMap<ChosenOperation, Map<string, Promise<T>>>();
  return (chosen, { variables }, { viewer, signal, dueAt }, run) => {
    if (signal || dueAt !== undefined) return run();
    const key = JSON.stringify([viewer, variables ?? null]);
    const others = running.get(chosen) ?? new Map<string, Promise<T>>();
    running.set(chosen, others);
    const known = others.get(key);
    if (known) return known;
    const mine = run().finally(() => others.delete(key));
    others.set(key, mine);
    return mine;
  };
}
