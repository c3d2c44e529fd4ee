import type { Operation } from '@apollo/federation-internals';
import { type ASTNode, GraphQLError, Kind, visit } from 'graphql';
import { type JsonObject, own } from './json.ts';

/** A variable that must be `wanted` for something to be done: its place among the conditions of the operation. */
export interface Condition {
  readonly at: number;
  readonly wanted: boolean;
}

/** The variables that `@skip` and `@include` of an operation read. */
export class Conditions {
  readonly #names: readonly string[];
  readonly #defaults: Readonly<JsonObject>;

  constructor(operation: Operation, document: ASTNode) {
    this.#defaults = operation.collectDefaultedVariableValues();
    const names = new Set<string>();
    visit(document, {
      Directive({ name, arguments: given }) {
        if (name.value !== 'skip' && name.value !== 'include') return;
        for (const { value } of given ?? []) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
      },
    });
    this.#names = [...names];
  }

  condition(variable: string, wanted: boolean): Condition {
    const at = this.#names.indexOf(variable);
    if (at === -1) throw new Error(`expected $${variable} to decide something in the operation`);
    return { at, wanted };
  }

  /** What the variables say. Throws a `GraphQLError` where one is neither true nor false. */
  values(variables: Readonly<JsonObject>): boolean[] {
    return this.#names.map((name) => {
      const given = own(variables, name);
      const value = given === undefined ? own(this.#defaults, name) : given;
      if (typeof value !== 'boolean')
        throw new GraphQLError(`Expected true or false for the variable $${name}, came ${value ?? 'nothing'}`);
      return value;
    });
  }
}

export function hold(conditions: readonly Condition[], values: readonly boolean[]): boolean {
  for (const { at, wanted } of conditions) if (values[at] !== wanted) return false;
  return true;
}
