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
