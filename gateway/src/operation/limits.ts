import { Refusal } from '@lzstock/kit/refusal';

/** How large an operation may be, counted before anything is validated, planned or executed. Fragments count as often as they are spread. */
export interface OperationLimits {
  /** Tokens of the text. */
  readonly tokens: number;
  /** Brackets, braces and parentheses that are open at once. */
  readonly nesting: number;
  /** Operations in one text. */
  readonly operations: number;
  readonly fragments: number;
  /** Fields, spreads and inline fragments of one definition. */
  readonly selections: number;
  /** The same of all definitions together. */
  readonly allSelections: number;
  /** Fields below one another; those below `__schema` and `__type` are not counted. */
  readonly depth: number;
  /** Lists of fields, types or arguments below one another, of the schema that is read by introspection. */
  readonly introspection: number;
  readonly aliases: number;
  readonly rootFields: number;
  readonly directives: number;
  readonly directivesOfOneNode: number;
  /** Times that a field is asked for again under the same name at the same place. */
  readonly repeats: number;
  /** Milliseconds that planning it may take; those that clients stored may take any time. */
  readonly planningMs: number;
  /** What one request may cost, by `@cost` and `@listSize`, with its variables. */
  readonly cost: number;
}

export const defaultOperationLimits: OperationLimits = {
  tokens: 2_000,
  nesting: 64,
  operations: 20,
  fragments: 50,
  selections: 1_000,
  allSelections: 3_000,
  depth: 10,
  introspection: 3,
  aliases: 30,
  rootFields: 20,
  directives: 50,
  directivesOfOneNode: 5,
  repeats: 100,
  planningMs: 150,
  cost: 20_000,
};

const any = Number.POSITIVE_INFINITY;

/** For trials against somebody else's graph. What remains keeps the stack and the memory whole. */
export const looseOperationLimits: OperationLimits = {
  tokens: any,
  nesting: 500,
  operations: any,
  fragments: 500,
  selections: 1_000_000,
  allSelections: 1_000_000,
  depth: any,
  introspection: any,
  aliases: any,
  rootFields: any,
  directives: any,
  directivesOfOneNode: any,
  repeats: any,
  planningMs: any,
  cost: any,
};

/** A refusal that says what there is too much of, and never how much would be allowed. */
export const beyondLimit = (what: string): Refusal => new Refusal('OPERATION_LIMIT', `The operation has ${what}`);

/** A refusal of what is no operation for this gateway, in words that tell nothing of the graph. */
export const badOperation = (message: string): Refusal => new Refusal('BAD_INPUT', message);
