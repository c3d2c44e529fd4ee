import { badInput } from '@lzstock/kit/refusal';
import { getArgumentValues, getVariableValues } from 'graphql';
import type { Subscription } from './subscription.ts';

type Variables = Readonly<Record<string, unknown>>;

/** The streams that a subscription consists of. */
export interface Elements {
  /** Variables that all of them share. */
  readonly shared: Variables;
  /** What tells each from the others, in the list's order. */
  readonly texts: readonly string[];
  /** The variables of one stream. */
  variables(text: string): Variables;
}

/**
 * One stream for each distinct element of the list that a subscription is split by; one in all where nothing is split or the list is empty. Elements are told
 * apart as they are written: whether two mean the same is the subgraph's to say. Throws `GraphQLError[]` where the variables do not fit, a `GraphQLError`
 * where an argument does not, and a `Refusal` above `most` elements.
 */
export function readElements(
  { shape, api, field, root, definitions }: Subscription,
  given: Variables | null | undefined,
  most: number,
): Elements {
  const { coerced, errors } = getVariableValues(api, definitions, given ?? {}, { maxErrors: 10 });
  if (errors) throw errors;
  const { elementVariable, sharing } = shape;
  const shared = Object.fromEntries(
    shape.variables.filter((name) => Object.hasOwn(coerced, name)).map((name) => [name, coerced[name]]),
  );
  const whole: Elements = { shared, texts: [''], variables: () => shared };
  if (elementVariable === null || sharing.split === null) return whole;
  const list = getArgumentValues(field, root, coerced)[sharing.split];
  if (list === undefined) return whole;
  const variables = (text: string): Variables => ({ ...shared, [elementVariable]: JSON.parse(text) });
  if (!Array.isArray(list) || list.length === 0) return { shared, texts: [JSON.stringify(list)], variables };
  if (list.length > most) throw badInput(sharing.split, `at most ${most} elements`, list.length);
  return { shared, texts: [...new Set(list.map((element: unknown) => JSON.stringify([element])))], variables };
}
