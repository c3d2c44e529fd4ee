import { Refusal } from '../src/refusal.ts';

/** Ends executions that nobody waits for any more. */
export interface Cancellation {
  /** Ties an execution, by its context, to a signal. */
  tie(context: object, signal: AbortSignal): void;
  /** `resolvers` that do no more work for an execution whose signal has aborted. */
  guard(resolvers: Resolvers): Resolvers;
}

// biome-ignore lint/suspicious/noExplicitAny: resolvers of any schema
type Resolvers = Record<string, any>;
type Resolver = (...args: unknown[]) => unknown;

/** Resolvers of entities have no arguments before their context. */
const ofReferences = new Set(['__resolveReference', '__resolveObject']);

/** graphql-js does not stop an execution: every field that has a resolver of its own is a place where it can end. */
export function createCancellation(): Cancellation {
  const signals = new WeakMap<object, AbortSignal>();

  function guarded(name: string, resolve: Resolver): Resolver {
    const at = ofReferences.has(name) ? 1 : 2;
    return (...args) => {
      if (signals.get(args[at] as object)?.aborted)
        throw new Refusal('SUBGRAPH_UNAVAILABLE', 'Nobody waits for this answer any more');
      return resolve(...args);
    };
  }

  const isPlain = (type: unknown): type is Record<string, unknown> =>
    typeof type === 'object' && type !== null && Object.getPrototypeOf(type) === Object.prototype;

  return {
    tie: (context, signal) => void signals.set(context, signal),
    guard: (resolvers) =>
      Object.fromEntries(
        Object.entries(resolvers).map(([type, fields]) => [
          type,
          isPlain(fields)
            ? Object.fromEntries(
                Object.entries(fields).map(([name, field]) => [
                  name,
                  typeof field === 'function' && name !== '__resolveType' && name !== '__isTypeOf'
                    ? guarded(name, field as Resolver)
                    : field,
                ]),
              )
            : fields,
        ]),
      ),
  };
}
