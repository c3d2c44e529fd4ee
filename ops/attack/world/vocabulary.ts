import { type GraphQLSchema, isEnumType, isInputObjectType, isInterfaceType, isObjectType } from 'graphql';
import type { OperationBody } from './operation-body.ts';

/** What an attacker may know of a graph, and more. Texts are whole operations; bodies are operations that clients stored, with values of the attacker's. */
export interface Vocabulary {
  /** Cheap, needs a subgraph, and no variables. */
  readonly control: OperationBody & { readonly query: string };
  /** A field of the root with all of its arguments in parentheses, and an object behind it. */
  readonly field: string;
  /** Type of that object, a field of it without anything below, and fields that lead from it, one after the other, to more of its kind. */
  readonly type: string;
  readonly leaf: string;
  readonly round: readonly [string, ...string[]];
  /** A subscription that goes on. */
  readonly subscription: OperationBody;
  /** Takes a text. */
  readonly withText: (text: string) => OperationBody;
  /** Operations with a misspelt value and a misspelt input field. */
  readonly wrong: readonly string[];
  /** The same misspelt in variables. */
  readonly wrongValues: readonly OperationBody[];
  /** More elements than anybody may ask for. */
  readonly tooMany: TooMany;
  /** About a fiftieth of what a visitor may ask at once. */
  readonly heavy: OperationBody;
  /** Operations at which a subgraph breaks and says why. */
  readonly breaking: readonly OperationBody[];
  /** Names of every type, field, argument and value: the best word list there could be. */
  readonly all: readonly string[];
}

/** Ways to ask for too many elements. */
export interface TooMany {
  /** The number in the text. */
  readonly literal: string;
  /** The number as the default of a variable. */
  readonly byDefault: string;
  /** The number as the value of a variable. */
  readonly byValue: OperationBody;
  /** A list of names as the value of a variable; null where the graph takes none. */
  readonly byNames: OperationBody | null;
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
