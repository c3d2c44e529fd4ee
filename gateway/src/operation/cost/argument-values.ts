import {
  type FieldNode,
  type GraphQLArgument,
  type GraphQLField,
  getArgumentValues,
  isNonNullType,
  Kind,
  type ValueNode,
  valueFromAST,
} from 'graphql';
import type { Values } from './size.ts';

/** The arguments of a field, as variables make them. Throws a `GraphQLError` where one is missing. */
export type ArgumentValues = (variables: Values) => Values;

const isConstant = (node: ValueNode): boolean => {
  if (node.kind === Kind.VARIABLE) return false;
  if (node.kind === Kind.LIST) return node.values.every(isConstant);
  return node.kind !== Kind.OBJECT || node.fields.every(({ value }) => isConstant(value));
};

/** Compiled once, because most arguments are a variable or never change; where it is not as simple as that, graphql-js is asked each time. */
export function compileArguments(field: GraphQLField<unknown, unknown>, node: FieldNode): ArgumentValues {
  const general: ArgumentValues = (variables) => getArgumentValues(field, node, variables);
  const fixed: Record<string, unknown> = {};
  const given: { readonly argument: GraphQLArgument; readonly variable: string }[] = [];
  for (const argument of field.args) {
    const { name, type, defaultValue } = argument;
    const value = node.arguments?.find((each) => each.name.value === name)?.value;
    if (value?.kind === Kind.VARIABLE) {
      given.push({ argument, variable: value.name.value });
      continue;
    }
    const constant = value === undefined ? defaultValue : isConstant(value) ? valueFromAST(value, type) : undefined;
    if (constant !== undefined) fixed[name] = constant;
    else if (value !== undefined || isNonNullType(type)) return general;
  }

  return (variables) => {
    if (given.length === 0) return fixed;
    const values = { ...fixed };
    for (const { argument, variable } of given) {
      const value = Object.hasOwn(variables, variable) ? variables[variable] : undefined;
      if (value === undefined || (value === null && isNonNullType(argument.type))) return general(variables);
      values[argument.name] = value;
    }
    return values;
  };
}
