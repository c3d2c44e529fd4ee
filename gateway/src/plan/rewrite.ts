import type { FetchDataRewrite } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';
import { isObject, type JsonObject, own, put } from './json.ts';
import { typeCondition } from './object-type.ts';

/** Changes what is below a value, in place. */
export type Rewrite = (value: unknown) => void;

const fragment = '... on ';

/** What the planner wants changed in what is sent or in what came; null where nothing. */
export function compileRewrites(
  supergraph: GraphQLSchema,
  rewrites: readonly FetchDataRewrite[] | undefined,
): Rewrite | null {
  if (!rewrites?.length) return null;
  const steps = rewrites.map((rewrite) => compileRewrite(supergraph, rewrite));
  return (value) => {
    for (const step of steps) step(value);
  };
}

function compileRewrite(supergraph: GraphQLSchema, rewrite: FetchDataRewrite): Rewrite {
  const last = rewrite.path.at(-1);
  if (last === undefined) return () => undefined;
  if (last.startsWith(fragment)) throw new Error('expected a rewrite to end at a field');
  return at(supergraph, rewrite.path.slice(0, -1), change(rewrite, last));
}

function change(rewrite: FetchDataRewrite, name: string): (object: JsonObject) => void {
  if (rewrite.kind === 'ValueSetter') return (object) => put(object, name, rewrite.setValueTo);
  const { renameKeyTo } = rewrite;
  return (object) => {
    const value = own(object, name);
    if (!value) return;
    put(object, renameKeyTo, value);
    put(object, name, undefined);
  };
}

function at(
  supergraph: GraphQLSchema,
  [first, ...rest]: readonly string[],
  act: (object: JsonObject) => void,
): Rewrite {
  const below = first === undefined ? null : at(supergraph, rest, act);
  const isOfType = first?.startsWith(fragment) ? typeCondition(supergraph, first.slice(fragment.length)) : null;
  const step = (object: JsonObject): void => {
    if (first === undefined || below === null) act(object);
    else if (isOfType === null) below(own(object, first));
    else if (!object.__typename || isOfType(object.__typename)) below(object);
  };
  return function walk(value) {
    if (Array.isArray(value)) for (const each of value) walk(each);
    else if (isObject(value)) step(value);
  };
}
