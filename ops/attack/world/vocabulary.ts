import { type GraphQLSchema, isEnumType, isInputObjectType, isInterfaceType, isObjectType } from 'graphql';
import type { OperationBody } from './operation-body.ts';

/** What an attacker may know of a graph, and more. Texts are whole operations. */
export interface Vocabulary {
  /** Cheap, needs a subgraph, always allowed. */
  readonly control: OperationBody;
  /** A field of the root with all of its arguments in parentheses, and an object behind it. */
  readonly field: string;
  /** A subscription that goes on. */
  readonly subscription: string;
  /** Operations with a misspelt value and a misspelt input field. */
  readonly wrong: readonly string[];
  /** Operations at which a subgraph breaks and says why. */
  readonly breaking: readonly string[];
  /** Names of every type, field, argument and value: the best word list there could be. */
  readonly all: readonly string[];
}

/** Names of all types, fields, arguments and values that clients may use. */
export function wordsOf(schema: GraphQLSchema): string[] {
  const words = new Set<string>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (/^(__|join__|link__|federation__)/.test(type.name)) continue;
    words.add(type.name);
    if (isEnumType(type)) for (const { name } of type.getValues()) words.add(name);
    if (!isObjectType(type) && !isInterfaceType(type) && !isInputObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      words.add(field.name);
      if ('args' in field) for (const { name } of field.args) words.add(name);
    }
  }
  return [...words];
}
