import { badInput } from '@lzstock/kit/refusal';
import { getArgumentValues, getVariableValues } from 'graphql';
import type { Subscription } from './subscription.ts';

type Variables = Readonly<Record<string, unknown>>;

/**
 * The variables of each stream that a subscription consists of: one stream for each distinct element of the list it is split by, in the list's order; one
 * in all where nothing is split or the list is empty. Elements are told apart as they are written: whether two mean the same is the subgraph's to say.
 * Throws `GraphQLError[]` where the variables do not fit, a `GraphQLError` where an argument does not, and a `Refusal` above `most` elements.
 */
export function readElements(
  { shape, api, field, root, definitions }: Subscription,
  given: Variables | null | undefined,
  most: number,
): readonly Variables[] {
  const { coerced, errors } = getVariableValues(api, definitions, given ?? {}, { maxErrors: 10 });
  if (errors) throw errors;
  const kept = Object.fromEntries(
    shape.variables.filter((name) => Object.hasOwn(coerced, name)).map((name) => [name, coerced[name]]),
  );
  const { elementVariable, sharing } = shape;
  if (elementVariable === null || sharing.split === null) return [kept];
  const list = getArgumentValues(field, root, coerced)[sharing.split];
  if (list === undefined) return [kept];
  if (!Array.isArray(list) || list.length === 0) return [{ ...kept, [elementVariable]: list }];
  if (list.length > most) throw badInput(sharing.split, `at most ${most} elements`, list.length);
  const distinct = new Map(list.map((element: unknown) => [JSON.stringify(element), element]));
  return [...distinct.values()].map((element) => ({ ...kept, [elementVariable]: [element] }));
}
