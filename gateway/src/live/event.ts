import type { ExecutionResult } from 'graphql';
import { copy } from '../plan/merge.ts';
import type { Sharing } from './directive.ts';
import type { Readings, Value } from './readings.ts';

/** One event as it came from a subgraph, with what the live room reads from it. */
export interface LiveEvent {
  readonly result: ExecutionResult<Value>;
  /** Canonical element; null where not declared. */
  readonly key: string | null;
  readonly epoch: string | null;
  readonly seq: number | null;
  /** Whether it announces lost values. */
  readonly announcesGap: boolean;
  /** Whether it may not be replaced unread: it announces a gap, or carries what the schema says must pass. */
  readonly stays: boolean;
}

const isValue = (value: unknown): value is Value =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isSomething = (value: unknown): boolean =>
  value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0);

const text = (value: unknown): string | null =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : null;

export function readEvent(result: ExecutionResult, { root, names }: Readings): LiveEvent {
  const data = result.data?.[root];
  const value: Value = isValue(data) ? data : {};
  const read = (name: string | null): unknown => (name === null ? null : value[name]);
  const seq = read(names.seq);
  const announcesGap = isSomething(read(names.gap));
  return {
    result: result as ExecutionResult<Value>,
    key: text(read(names.key)),
    epoch: text(read(names.epoch)),
    seq: typeof seq === 'number' ? seq : null,
    announcesGap,
    stays: announcesGap || isSomething(read(names.keep)),
  };
}

/** Whether `next` is older than `last`. Epochs sort as text in order of time; within one, `seq` grows. */
export function isOlder(next: LiveEvent, last: LiveEvent): boolean {
  if (next.epoch !== null && last.epoch !== null && next.epoch !== last.epoch) return next.epoch < last.epoch;
  return next.seq !== null && last.seq !== null && next.seq < last.seq;
}

/** Whether `next` says nothing that `last` did not. Only events that are numbered can be told to be the same. */
export const isSame = (next: LiveEvent, last: LiveEvent): boolean =>
  next.seq !== null &&
  next.seq === last.seq &&
  next.epoch === last.epoch &&
  JSON.stringify(next.result) === JSON.stringify(last.result);

/** The event with the stale mark wherever its state is written; itself where the schema declares no mark or the client selected none. */
export function markStale(event: LiveEvent, { statePaths }: Readings, stale: Sharing['stale']): LiveEvent {
  if (!stale || statePaths.length === 0 || !event.result.data) return event;
  const data = copy(event.result.data);
  for (const path of statePaths) write(data, path, stale.value);
  return { ...event, result: { ...event.result, data } };
}

/** The event told as the present: without what must pass, which was told when it happened. */
export function asPresent(event: LiveEvent, { keepPaths, nothingKept }: Readings): LiveEvent {
  const { announcesGap, stays } = event;
  if (stays === announcesGap || !event.result.data) return event;
  const data = copy(event.result.data);
  for (const path of keepPaths) write(data, path, nothingKept);
  return { ...event, stays: announcesGap, result: { ...event.result, data } };
}

function write(at: unknown, [key, ...rest]: readonly string[], value: unknown): void {
  if (Array.isArray(at)) for (const element of at) write(element, [key!, ...rest], value);
  else if (isValue(at) && key !== undefined && Object.hasOwn(at, key)) {
    if (rest.length > 0) write(at[key], rest, value);
    else at[key] = value;
  }
}
