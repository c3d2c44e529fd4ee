/** An object as JSON has it. */
export type JsonObject = Record<string, unknown>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const inherited: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));

/** Whether every object answers to this name although nobody wrote it there. */
export const isInherited = (name: string): boolean => inherited.has(name);

/** What an object was given under a name; undefined where nothing. */
export function own(object: JsonObject, name: string): unknown {
  const value = object[name];
  // All that objects inherit are functions, which JSON has none of, and `__proto__`.
  if (typeof value !== 'function' && name !== '__proto__') return value;
  return Object.hasOwn(object, name) ? value : undefined;
}

/** Writes under any name, `__proto__` included, without touching what the object inherits. */
export function put(object: JsonObject, name: string, value: unknown): void {
  if (name === '__proto__')
    Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true });
  else object[name] = value;
}
