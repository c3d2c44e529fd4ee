import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { buildSchema, getVariableValues, type OperationDefinitionNode, parse } from 'graphql';
import { compileVariables } from './variables.ts';

const api = buildSchema(`
  type Query { a: Int }
  enum Size { SMALL LARGE }
  input Range { from: Int = 1 to: Int }
  scalar Day
`);
const types = [
  ...['Int', 'Int!', 'Int = 7', 'Int! = 7', 'Float', 'String!', 'ID', 'ID!', 'Boolean', '[ID!]!', '[Int]', '[[Size!]]'],
  ...['Size', 'Size! = LARGE', 'Range', '[Range!]', 'Day'],
];
const json = fc.oneof(
  fc.constantFrom<unknown>(null, true, 1, 1.5, -0, 2 ** 31, -(2 ** 31), 1e300, '', 'a', '7', 'SMALL', 'MIDDLE', []),
  fc.constantFrom<unknown>({}, { from: 3 }, { from: 'x' }, ['a'], ['a', null], [1, null], [['SMALL']], ['SMALL']),
  fc.jsonValue(),
);

const said = (read: () => unknown): unknown => {
  try {
    return { values: read() };
  } catch (errors) {
    return { errors: (errors as Error[]).map(({ message }) => message) };
  }
};

it('reads the same of any JSON as graphql-js does, and complains in its words', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom(...types), fc.option(json, { nil: undefined })), { maxLength: 4 }),
      (variables) => {
        const definitions = variables.map(([type], at) => `$v${at}: ${type}`).join(', ');
        const text = `query A${definitions && `(${definitions})`} { a }`;
        const operation = parse(text).definitions[0] as OperationDefinitionNode;
        const given = Object.fromEntries(
          variables.flatMap(([, value], at) => (value === undefined ? [] : [[`v${at}`, value]])),
        );
        const wanted = said(() => {
          const { coerced, errors } = getVariableValues(api, operation.variableDefinitions ?? [], given, {
            maxErrors: 10,
          });
          if (errors) throw errors;
          return { ...coerced };
        });
        expect(said(() => ({ ...compileVariables(api, operation)(given) }))).toEqual(wanted);
      },
    ),
    { numRuns: 2_000 },
  );
});
