import { ERRORS } from '@apollo/federation-internals';
import type { GraphQLError } from 'graphql';
import type { JsonObject } from '../json.ts';

/** The shaping of one answer. */
export interface Shaping {
  readonly variables: Readonly<JsonObject>;
  readonly conditions: readonly boolean[];
  /** Where in the answer the value in hand is. */
  readonly path: (string | number)[];
  /** What did not fit the graph. */
  readonly errors: GraphQLError[];
}

/** Stands for a null whose reason is reported already: a place that may not be null takes its parent with it and says nothing more. */
export const spoiled: unique symbol = Symbol('spoiled');
/** Stands for a null at a place that may not be null. */
export const invalid: unique symbol = Symbol('invalid');

function place({ path }: Shaping, type: string, parent: string): string {
  const last = path.at(-1);
  return typeof last === 'number' ? `array element of type ${type} at index ${last}` : `field ${parent}.${last}`;
}

function report(shaping: Shaping, message: string): void {
  shaping.errors.push(ERRORS.INVALID_GRAPHQL.err(message, { path: [...shaping.path] }));
}

export const reportNull = (shaping: Shaping, type: string, parent: string): void =>
  report(shaping, `Cannot return null for non-nullable ${place(shaping, type, parent)}.`);

export const reportValue = (shaping: Shaping, type: string, parent: string): void =>
  report(shaping, `Invalid value found for ${place(shaping, type, parent)}.`);

export const reportTypename = (shaping: Shaping, type: string, parent: string): void =>
  report(shaping, `Invalid __typename found for object at ${place(shaping, type, parent)}.`);
