import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  getNullableType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';
import { badOperation } from '../limits.ts';
import type { CostAnnotations, ListSize } from './annotations.ts';

export type Values = Readonly<Record<string, unknown>>;

/** Elements that a list is taken to have where nothing says how many. */
const unknownSize = 5;
const pageSizes: ReadonlySet<string> = new Set(['first', 'last']);

const isObject = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const at = (values: Values, path: string): unknown =>
  path.split('.').reduce<unknown>((value, name) => (isObject(value) ? value[name] : undefined), values);

/** The largest page size that is asked for somewhere inside inputs. */
function insideInputs(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((most, each) => Math.max(most, insideInputs(each)), 0);
  if (!isObject(value)) return 0;
  return Object.entries(value).reduce(
    (most, [name, inner]) =>
      Math.max(most, typeof inner === 'number' && pageSizes.has(name) ? inner : insideInputs(inner)),
    0,
  );
}

const isDemandedList = ({ type }: GraphQLArgument): boolean => isNonNullType(type) && isListType(getNullableType(type));

/** How many elements are asked for by lists that a field demands; null where it demands none. */
export function demanded(field: GraphQLField<unknown, unknown>, values: Values): number | null {
  const lists = field.args.filter(isDemandedList).map(({ name }) => values[name]);
  return lists.length === 0
    ? null
    : lists.reduce<number>((product, list) => product * (Array.isArray(list) ? list.length : 1), 1);
}

/**
 * How many elements a list may have: what its slicing arguments say, times the length of lists it demands; else what is assumed of it, or a page size asked
 * for inside an input where that is more. Throws a `Refusal` where one slicing argument is required and another number of them came.
 */
export function sizeOf(field: GraphQLField<unknown, unknown>, listSize: ListSize | null, values: Values): number {
  const asked = demanded(field, values);
  const names = listSize?.slicingArguments ?? [];
  const sizes = names.map((name) => at(values, name)).filter((value) => typeof value === 'number');
  if (names.length > 0 && listSize?.requireOneSlicingArgument && sizes.length !== 1)
    throw badOperation('Expected exactly one of the arguments that say how long a list may be');
  if (sizes.length > 0) return Math.max(0, ...sizes) * (asked ?? 1);
  return asked ?? Math.max(listSize?.assumedSize ?? unknownSize, insideInputs(Object.values(values)));
}

/** What arguments cost by themselves, those inside inputs included. */
export function argumentCost(args: readonly GraphQLArgument[], values: Values, annotations: CostAnnotations): number {
  return args.reduce(
    (sum, { name, type, astNode }) =>
      sum +
      (values[name] == null ? 0 : (annotations.weight(astNode) ?? 0) + inputCost(type, values[name], annotations)),
    0,
  );
}

function inputCost(type: GraphQLInputType, value: unknown, annotations: CostAnnotations): number {
  const inner = getNullableType(type);
  if (isListType(inner))
    return Array.isArray(value)
      ? value.reduce<number>((sum, each) => sum + inputCost(inner.ofType, each, annotations), 0)
      : 0;
  if (!isInputObjectType(inner) || !isObject(value)) return 0;
  return Object.values(inner.getFields()).reduce(
    (sum, field) =>
      sum +
      (value[field.name] == null
        ? 0
        : (annotations.weight(field.astNode) ?? 0) + inputCost(field.type, value[field.name], annotations)),
    0,
  );
}
