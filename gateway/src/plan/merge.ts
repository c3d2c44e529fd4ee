import { isObject, type JsonObject, own, put } from './json.ts';

/**
 * Adds what a subgraph answered to what is known. Objects, and lists of the same length element by element, grow together; anything else is replaced. The
 * target keeps parts of the source as they are, which nobody else may hold then, or copies of them where the source is `shared`.
 */
export function merge(target: JsonObject, source: JsonObject, shared = false): void {
  for (const key in source) {
    const value = source[key];
    if (value === undefined) continue;
    const before = own(target, key);
    if (isObject(value) && isObject(before)) merge(before, value, shared);
    else if (Array.isArray(value) && Array.isArray(before) && value.length === before.length)
      mergeLists(before, value, shared);
    else put(target, key, shared ? copy(value) : value);
  }
}

function mergeLists(target: unknown[], source: readonly unknown[], shared: boolean): void {
  for (let at = 0; at < source.length; at += 1) {
    const before = target[at];
    const value = source[at];
    if (isObject(before) && isObject(value)) merge(before, value, shared);
    else target[at] = shared ? copy(value) : value;
  }
}

/** A copy that shares nothing. */
export function copy<T>(value: T): T;
export function copy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copy);
  return isObject(value) ? copyObject(value) : value;
}

function copyObject(value: JsonObject): JsonObject {
  const copied: JsonObject = { ...value };
  for (const key in copied) {
    const part = copied[key];
    if (typeof part === 'object' && part !== null) put(copied, key, copy(part));
  }
  return copied;
}
