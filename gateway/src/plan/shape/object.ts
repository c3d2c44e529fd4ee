import { hold } from '../condition.ts';
import { type JsonObject, own, put } from '../json.ts';
import type { FieldShape, ObjectShape } from './field.ts';
import { invalid, type Shaping, spoiled } from './shaping.ts';

/** The object that the client gets for what came: that very object where it already is what was asked for. `spoiled` where a field of it cannot be null. */
export function shapeObject(shape: ObjectShape, input: JsonObject, shaping: Shaping): unknown {
  return shape.reusable ? reuse(shape, input, shaping) : fill(shape.fields, 0, input, {}, false, shaping);
}

/** Adds what another selection asks of the same object. */
export const shapeObjectAgain = (
  shape: ObjectShape,
  input: JsonObject,
  output: JsonObject,
  shaping: Shaping,
): unknown => fill(shape.fields, 0, input, output, true, shaping);

function reuse({ fields }: ObjectShape, input: JsonObject, shaping: Shaping): unknown {
  let at = 0;
  for (const key in input) {
    const field = fields[at];
    if (field === undefined || field.key !== key)
      return fill(fields, at, input, start(fields, at, input), false, shaping);
    const value = input[key];
    if (!passes(field, value)) {
      const shaped = shapeField(field, value === undefined ? null : value, undefined, shaping);
      if (shaped === invalid) return spoiled;
      if (shaped !== value) input[key] = shaped === spoiled ? null : shaped;
    }
    at += 1;
  }
  return at === fields.length ? input : fill(fields, at, input, start(fields, at, input), false, shaping);
}

function start(fields: readonly FieldShape[], count: number, input: JsonObject): JsonObject {
  const output: JsonObject = {};
  for (let at = 0; at < count; at += 1) {
    const { key } = fields[at]!;
    output[key] = input[key];
  }
  return output;
}

const passes = ({ accepts, nullable }: FieldShape, value: unknown): boolean =>
  value === null ? nullable : accepts !== null && value !== undefined && accepts(value);

function fill(
  fields: readonly FieldShape[],
  from: number,
  input: JsonObject,
  output: JsonObject,
  filled: boolean,
  shaping: Shaping,
): unknown {
  for (let at = from; at < fields.length; at += 1) {
    const field = fields[at]!;
    const { key } = field;
    if (field.when !== null && !hold(field.when, shaping.conditions)) continue;
    const given = field.inherited ? own(input, key) : input[key];
    const value = given === undefined ? null : given;
    const again = filled || field.again;
    if (!again && !field.inherited && passes(field, value)) {
      output[key] = value;
      continue;
    }
    const before = again ? own(output, key) : undefined;
    const shaped = shapeField(field, value, before, shaping);
    if (shaped === invalid) return spoiled;
    put(output, key, shaped === spoiled ? null : shaped);
  }
  return output;
}

function shapeField(field: FieldShape, value: unknown, before: unknown, shaping: Shaping): unknown {
  if (field.local !== null) return before === undefined ? field.local(shaping) : before;
  shaping.path.push(field.key);
  const shaped = before === undefined ? field.value.shape(value, shaping) : field.value.again(value, before, shaping);
  shaping.path.pop();
  return shaped;
}
