import { type EnumType, isCustomScalarType, isEnumType, type ScalarType } from '@apollo/federation-internals';

/** Whether a value that is not null may stand for a leaf type. */
export type Accepts = (value: unknown) => boolean;

const wholeNumber = /^-?(?:0|[1-9][0-9]*)$/;

const anything: Accepts = () => true;
const isText: Accepts = (value) => typeof value === 'string';
const isTruth: Accepts = (value) => typeof value === 'boolean';
const isNumber: Accepts = (value) => Number.isFinite(value);
const isWhole: Accepts = (value) => Number.isSafeInteger(value) || (isNumber(value) && wholeNumber.test(String(value)));
const isId: Accepts = (value) => typeof value === 'string' || isWhole(value);

const builtIn: ReadonlyMap<string, Accepts> = new Map([
  ['String', isText],
  ['Boolean', isTruth],
  ['Float', isNumber],
  ['Int', isWhole],
  ['ID', isId],
]);

/** A custom scalar may be anything; an enum is one of the values that clients see. */
export function acceptsLeaf(type: ScalarType | EnumType): Accepts {
  if (isCustomScalarType(type)) return anything;
  if (!isEnumType(type)) return builtIn.get(type.name) ?? anything;
  const names = new Set<unknown>(type.values.map(({ name }) => name));
  return (value) => names.has(value);
}
