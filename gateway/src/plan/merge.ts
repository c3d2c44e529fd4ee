import { isObject, type JsonObject, own, put } from './json.ts';

/**
 * Adds what a subgraph answered to what is known. Objects, and lists of the same length element by element, grow together; anything else is replaced. The
 * target keeps parts of the source as they are: nobody else may hold them.
 */
export function merge(target: JsonObject, source: JsonObject): void {
  for (const key of Object.keys(source)) {
    const value = source[key];
    if (value === undefined) continue;
    const before = own(target, key);
    if (isObject(value) && isObject(before)) merge(before, value);
    else if (Array.isArray(value) && Array.isArray(before) && value.length === before.length) mergeLists(before, value);
    else put(target, key, value);
  }
}

function mergeLists(target: unknown[], source: readonly unknown[]): void {
  for (let at = 0; at < source.length; at += 1) {
    const before = target[at];
    const value = source[at];
    if (isObject(before) && isObject(value)) merge(before, value);
    else target[at] = value;
  }
}

/** A copy that shares nothing. */
export function copy<T>(value: T): T;
export function copy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copy);
  return isObject(value) ? copyObject(value) : value;
}

function copyObject(value: JsonObject): JsonObject {
  const copied: JsonObject = {};
  for (const key of Object.keys(value)) put(copied, key, copy(value[key]));
  return copied;
}
