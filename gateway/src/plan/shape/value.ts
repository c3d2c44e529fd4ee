import {
  type CompositeType,
  type EnumType,
  isCompositeType,
  isListType,
  isNonNullType,
  type ScalarType,
  type SelectionSet,
  type Type,
} from '@apollo/federation-internals';
import { isObject } from '../json.ts';
import { compileObject, type ObjectShape, type ShapeSource } from './field.ts';
import { type Accepts, acceptsLeaf } from './leaf.ts';
import { shapeObject, shapeObjectAgain } from './object.ts';
import { invalid, reportNull, reportTypename, reportValue, type Shaping, spoiled } from './shaping.ts';

/** How a value of one place of the answer is made from what came, which is never undefined. */
export interface ValueShape {
  /** For a leaf: what passes as it is. */
  readonly accepts: Accepts | null;
  readonly nullable: boolean;
  /** The value for the client, null, `spoiled` or `invalid`. */
  shape(value: unknown, shaping: Shaping): unknown;
  /** The same where the place was selected before and `before` was made there: adds what this selection asks for. */
  again(value: unknown, before: unknown, shaping: Shaping): unknown;
}

/** `parent` is the name of the type that the place is a field of, for messages. */
export function compileValue(
  source: ShapeSource,
  type: Type,
  selections: SelectionSet | null,
  parent: string,
  reuse: boolean,
): ValueShape {
  if (isNonNullType(type))
    return nonNull(compileValue(source, type.ofType, selections, parent, reuse), String(type.ofType), parent);
  if (isListType(type))
    return list(compileValue(source, type.ofType, selections, parent, reuse), String(type), parent, reuse);
  if (isCompositeType(type)) return composite(source, type, selections!, parent, reuse);
  return leaf(type as ScalarType | EnumType, parent);
}

const bare = (value: unknown): unknown => (value === spoiled || value === invalid ? null : value);

function nonNull(inner: ValueShape, type: string, parent: string): ValueShape {
  const check = (value: unknown, shaping: Shaping): unknown => {
    if (value === spoiled) return invalid;
    if (value !== null) return value;
    reportNull(shaping, type, parent);
    return invalid;
  };
  return {
    accepts: inner.accepts,
    nullable: false,
    shape: (value, shaping) => check(inner.shape(value, shaping), shaping),
    again: (value, before, shaping) => (before === null ? null : check(inner.again(value, before, shaping), shaping)),
  };
}

function leaf(type: ScalarType | EnumType, parent: string): ValueShape {
  const accepts = acceptsLeaf(type);
  const shape = (value: unknown, shaping: Shaping): unknown => {
    if (value === null || accepts(value)) return value;
    reportValue(shaping, type.name, parent);
    return spoiled;
  };
  return { accepts, nullable: true, shape, again: (_, before) => before };
}

function list(inner: ValueShape, type: string, parent: string, reuse: boolean): ValueShape {
  const { accepts, nullable } = inner;

  function shape(value: unknown, shaping: Shaping): unknown {
    if (value === null) return null;
    if (!Array.isArray(value)) {
      reportValue(shaping, type, parent);
      return spoiled;
    }
    const depth = shaping.path.length;
    let broken = false;
    let made = value;
    for (let at = 0; at < value.length; at += 1) {
      const each: unknown = value[at];
      if (accepts !== null && each !== null && accepts(each)) continue;
      if (each === null && nullable) continue;
      shaping.path[depth] = at;
      const shaped = inner.shape(each, shaping);
      if (shaped === each) continue;
      if (shaped === invalid) broken = true;
      if (made === value && !reuse) made = value.slice();
      made[at] = bare(shaped);
    }
    shaping.path.length = depth;
    return broken ? spoiled : made;
  }

  function again(value: unknown, before: unknown, shaping: Shaping): unknown {
    if (before === undefined) return shape(value, shaping);
    if (!Array.isArray(value) || !Array.isArray(before)) return before;
    const depth = shaping.path.length;
    let broken = false;
    const made = before.map((known: unknown, at) => {
      shaping.path[depth] = at;
      const shaped = known === null ? null : inner.again(value[at], known, shaping);
      if (shaped === invalid) broken = true;
      return bare(shaped);
    });
    shaping.path.length = depth;
    return broken ? spoiled : made;
  }

  return { accepts: null, nullable: true, shape, again };
}

function composite(
  source: ShapeSource,
  type: CompositeType,
  selections: SelectionSet,
  parent: string,
  reuse: boolean,
): ValueShape {
  const byTypename = new Map<string, ObjectShape>();
  let unnamed: ObjectShape | null = null;

  function objectShape(typename: unknown): ObjectShape | null {
    if (typename === undefined || typename === '') {
      unnamed ??= compileObject(source, selections, type, false, reuse);
      return unnamed;
    }
    if (typeof typename !== 'string') return null;
    const known = byTypename.get(typename);
    if (known) return known;
    const named = source.schema.type(typename);
    if (!named || !isCompositeType(named)) return null;
    const made = compileObject(source, selections, named, true, reuse);
    byTypename.set(typename, made);
    return made;
  }

  function make(value: unknown, before: unknown, shaping: Shaping): unknown {
    if (value === null) return null;
    if (!isObject(value)) {
      reportValue(shaping, type.name, parent);
      return spoiled;
    }
    const shape = objectShape(value.__typename);
    if (shape === null) {
      reportTypename(shaping, type.name, parent);
      return spoiled;
    }
    return isObject(before) ? shapeObjectAgain(shape, value, before, shaping) : shapeObject(shape, value, shaping);
  }

  return {
    accepts: null,
    nullable: true,
    shape: (value, shaping) => make(value, undefined, shaping),
    again: (value, before, shaping) => (before === null ? null : make(value, before, shaping)),
  };
}
