import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { buildSchema, type FieldNode, getArgumentValues, type OperationDefinitionNode, parse } from 'graphql';
import { compileArguments } from './argument-values.ts';

const schema = buildSchema(`
  type Query { field(needed: Int!, first: Int = 10, ids: [ID!], where: Where = { deep: 1 }, rank: Rank): Int }
  input Where { deep: Int = 3 other: [Int] }
  enum Rank { HIGH LOW }
`);
const field = schema.getQueryType()!.getFields().field!;
const nodeOf = (text: string): FieldNode => {
  const [operation] = parse(`{ ${text} }`).definitions as [OperationDefinitionNode];
  return operation.selectionSet.selections[0] as FieldNode;
};

function outcome(values: () => unknown): unknown {
  try {
    return { ...(values() as object) };
  } catch (error) {
    return String(error);
  }
}

describe('compiled arguments', () => {
  it.each([
    'field(needed: 1)',
    'field(needed: $a)',
    'field(needed: $a, first: null, ids: ["x", "y"], rank: LOW)',
    'field(needed: 2, first: $b, ids: $c, where: { other: [1, 2] })',
    'field(needed: $a, ids: [$d], where: { deep: $b })',
    'field(first: 3)',
    'field(needed: $a, where: $e, rank: $f)',
  ])('have the values that graphql-js gives them: %s', (text) => {
    const node = nodeOf(text);
    const compiled = compileArguments(field, node);
    const maybe = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: null });
    const variables = fc.record(
      {
        a: maybe(fc.integer()),
        b: maybe(fc.integer()),
        c: maybe(fc.array(fc.string())),
        d: fc.string(),
        e: maybe(fc.record({ deep: fc.integer() })),
        f: maybe(fc.constantFrom('HIGH', 'LOW')),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(variables, (given) => {
        expect(outcome(() => compiled(given))).toEqual(outcome(() => getArgumentValues(field, node, given)));
      }),
    );
  });
});
