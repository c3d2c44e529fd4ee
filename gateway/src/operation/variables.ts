import {
  type GraphQLInputType,
  type GraphQLSchema,
  getVariableValues,
  isEnumType,
  isListType,
  isNonNullType,
  isScalarType,
  isSpecifiedScalarType,
  type OperationDefinitionNode,
  typeFromAST,
} from 'graphql';
import type { OperationRequest } from './operation.ts';

type Values = Readonly<Record<string, unknown>>;

/** The values of an operation's variables, with defaults and in the form of their types. Throws a list of `GraphQLError`s where they do not fit. */
export type ReadVariables = (given: OperationRequest['variables']) => Values;

/** Whether a value that came as JSON is in the form of its type already. */
type IsReady = (value: unknown) => boolean;

const mostComplaints = 10;

const text: IsReady = (value) => typeof value === 'string';
const scalars: Readonly<Record<string, IsReady>> = {
  String: text,
  ID: text,
  Boolean: (value) => typeof value === 'boolean',
  Int: (value) => Number.isInteger(value) && (value as number) === ((value as number) | 0),
  Float: (value) => Number.isFinite(value),
};

/** Null where only graphql-js can tell. */
function readiness(type: GraphQLInputType): IsReady | null {
  if (isNonNullType(type)) {
    const inner = readiness(type.ofType);
    return inner && ((value) => value !== null && inner(value));
  }
  const bare = ofValue(type);
  return bare && ((value) => value === null || bare(value));
}

function ofValue(type: GraphQLInputType): IsReady | null {
  if (isListType(type)) {
    const each = readiness(type.ofType);
    return each && ((value) => Array.isArray(value) && value.every(each));
  }
  if (isEnumType(type)) {
    const names = new Set<unknown>(type.getValues().flatMap(({ name, value }) => (name === value ? [name] : [])));
    return (value) => names.has(value);
  }
  return isScalarType(type) && isSpecifiedScalarType(type) ? (scalars[type.name] ?? null) : null;
}

interface Variable {
  readonly name: string;
  readonly isReady: IsReady;
  /** Whether it may be left out, and is then in no one's way. */
  readonly optional: boolean;
}

function readVariable(
  api: GraphQLSchema,
  { type: node, variable, defaultValue }: NonNullable<OperationDefinitionNode['variableDefinitions']>[number],
): Variable | null {
  const type = typeFromAST(api, node as Parameters<typeof typeFromAST>[1]) as GraphQLInputType | undefined;
  const isReady = type ? readiness(type) : null;
  return isReady && { name: variable.name.value, isReady, optional: !isNonNullType(type) && !defaultValue };
}

/**
 * Compiled once, because the values of nearly every request are in the form of their types already and graphql-js looks at each as if for the first time.
 * Whatever is not is left to it.
 */
export function compileVariables(
  api: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
): ReadVariables {
  const variables = variableDefinitions.map((definition) => readVariable(api, definition));

  function ready(given: Values): Values | null {
    const values: Record<string, unknown> = {};
    for (const variable of variables) {
      if (!variable) return null;
      const { name, isReady, optional } = variable;
      if (!Object.hasOwn(given, name)) {
        if (!optional) return null;
        continue;
      }
      const value = given[name];
      if (!isReady(value)) return null;
      values[name] = value;
    }
    return values;
  }

  return (given) => {
    const values = ready(given ?? {});
    if (values) return values;
    const { coerced, errors } = getVariableValues(api, variableDefinitions, given ?? {}, { maxErrors: mostComplaints });
    if (errors) throw errors;
    return coerced;
  };
}
