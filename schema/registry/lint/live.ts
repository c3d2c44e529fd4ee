import type { FieldDefinitionNode } from 'graphql';
import type { DeclaredType, Graph } from './graph.ts';
import type { Rule } from './rule.ts';
import { directives, innermost, isList, textArgument } from './sdl-node.ts';

const fieldNames = ['key', 'seq', 'epoch', 'gap', 'keep', 'staleField'] as const;

export const liveNames: Rule = {
  id: 'live-names',
  says: '`@live` names a list argument as `split` and fields of the event elsewhere; a misspelt one would be ignored without a word.',
  *check(graph) {
    for (const type of graph.types) {
      if (type.name !== 'Subscription') continue;
      for (const field of type.fields) {
        const where = `Subscription.${field.name.value}`;
        for (const node of directives(field, 'live')) {
          const split = textArgument(node, 'split');
          if (split !== null && !hasList(field, split))
            yield { message: `${where}: no list argument \`${split}\` to split by.`, nodes: [node] };
          const [event, known] = eventFields(graph, type, field);
          for (const argument of fieldNames) {
            const name = textArgument(node, argument);
            if (name === null || known.has(name)) continue;
            yield { message: `${where}: \`${argument}\` names \`${name}\`, which ${event} has not.`, nodes: [node] };
          }
        }
      }
    }
  },
};

const hasList = (field: FieldDefinitionNode, name: string): boolean =>
  field.arguments?.some((argument) => argument.name.value === name && isList(argument.type)) ?? false;

function eventFields(graph: Graph, type: DeclaredType, field: FieldDefinitionNode): [string, ReadonlySet<string>] {
  const { name } = innermost(field.type);
  const own = graph.declarations(name).filter(({ context }) => context === type.context);
  return [name, new Set(own.flatMap(({ fields }) => fields.map((each) => each.name.value)))];
}
