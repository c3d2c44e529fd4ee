import { type ASTNode, type InputValueDefinitionNode, Kind } from 'graphql';
import type { DeclaredType } from './graph.ts';
import type { Rule } from './rule.ts';
import { innermost } from './sdl-node.ts';

const typeName = /^[A-Z][A-Za-z0-9]*$/;
const memberName = /^[a-z][A-Za-z0-9]*$/;
const valueName = /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/;

export const naming: Rule = {
  id: 'naming',
  says: 'Types are `PascalCase`, fields and arguments `camelCase`, enum values `UPPER_SNAKE_CASE`.',
  *check({ types }) {
    for (const type of types) {
      for (const { coordinate, name, node, form, example } of names(type)) {
        if (!form.test(name))
          yield { message: `${coordinate} must be written like ${example}, came ${name}.`, nodes: [node] };
      }
    }
  },
};

export const noFloat: Rule = {
  id: 'no-float',
  says: 'No field or argument is a `Float`: prices, amounts and ratios are exact, as `Decimal`.',
  *check({ types }) {
    for (const type of types) {
      for (const { coordinate, node } of members(type)) {
        if ('type' in node && innermost(node.type).name === 'Float') {
          yield { message: `${coordinate} must be exact, a Decimal or an Int, came Float.`, nodes: [node] };
        }
      }
    }
  },
};

function members(type: DeclaredType) {
  const inputs = (owner: string, list: readonly InputValueDefinitionNode[]) =>
    list.map((node) => ({ coordinate: `${owner}(${node.name.value}:)`, node }));
  return [
    ...type.fields.flatMap((node) => {
      const coordinate = `${type.name}.${node.name.value}`;
      return [{ coordinate, node }, ...inputs(coordinate, node.arguments ?? [])];
    }),
    ...[...type.inputFields, ...type.values].map((node) => ({ coordinate: `${type.name}.${node.name.value}`, node })),
  ];
}

function names(type: DeclaredType) {
  const [node] = type.nodes as [ASTNode];
  return [
    { coordinate: type.name, name: type.name, node, form: typeName, example: 'StatementLine' },
    ...members(type).map(({ coordinate, node }) => {
      const value = node.kind === Kind.ENUM_VALUE_DEFINITION;
      return {
        coordinate,
        name: node.name.value,
        node,
        form: value ? valueName : memberName,
        example: value ? 'COMMON_STOCK' : 'previousClose',
      };
    }),
  ];
}
