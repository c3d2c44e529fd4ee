import { expect, it } from '@jest/globals';
import { type FieldNode, type FragmentDefinitionNode, parse } from 'graphql';
import { asksFor } from './asks-for.ts';

function asked(text: string) {
  const { definitions } = parse(text);
  const fieldNodes: FieldNode[] = [];
  const fragments: Record<string, FragmentDefinitionNode> = {};
  for (const definition of definitions) {
    if (definition.kind === 'FragmentDefinition') fragments[definition.name.value] = definition;
    if (definition.kind === 'OperationDefinition') {
      fieldNodes.push(...definition.selectionSet.selections.filter((each) => each.kind === 'Field'));
    }
  }
  return asksFor({ fieldNodes, fragments }, ['company', 'instruments']);
}

it.each([
  ['directly', '{ i { company { instruments { symbol } } } }', true],
  ['under another name', '{ i { c: company { all: instruments { symbol } } } }', true],
  ['in an inline fragment', '{ i { ... on Instrument { company { ... { instruments { symbol } } } } } }', true],
  [
    'in a fragment',
    '{ i { ...A } } fragment A on I { company { ...B } } fragment B on C { instruments { symbol } }',
    true,
  ],
  ['beside, not below', '{ i { company { name } instruments { symbol } } }', false],
  ['not at all', '{ i { symbol } }', false],
])('sees what is asked for %s', (_, text, expected) => {
  expect(asked(text)).toBe(expected);
});
