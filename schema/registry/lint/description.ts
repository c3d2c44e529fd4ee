import { type ASTNode, Kind } from 'graphql';
import { type DeclaredType, type Graph, isExternal, isRoot } from './graph.ts';
import type { Rule } from './rule.ts';
import { isList, keyFields } from './sdl-node.ts';

type Describable = ASTNode & { readonly description?: { readonly value: string } | undefined };

const sentence = /^[^a-z].*[.!?][)"'`]*$/s;

export const described: Rule = {
  id: 'described',
  says: 'Every type, field, argument, value and directive is described by a sentence: a capital or a name in front, a full stop at the end.',
  *check(graph) {
    for (const { coordinate, node } of describables(graph)) {
      const text = node.description?.value.trim();
      if (text && sentence.test(text)) continue;
      yield {
        message: text
          ? `${coordinate} must be described by a sentence that begins with a capital and ends with a full stop, came "${text}".`
          : `${coordinate} must be described by a sentence.`,
        nodes: [node],
      };
    }
  },
};

export const argumentBounded: Rule = {
  id: 'argument-bounded',
  says: 'A list argument says how many it takes (`at most 200`); `first` and `last` say their range (`1 to 50`) and have a default.',
  *check({ types }) {
    for (const type of types) {
      const inputs = [
        ...type.fields.flatMap((field) =>
          (field.arguments ?? []).map((node) => ({
            node,
            coordinate: `${type.name}.${field.name.value}(${node.name.value}:)`,
          })),
        ),
        ...type.inputFields.map((node) => ({ node, coordinate: `${type.name}.${node.name.value}` })),
      ];
      for (const { node, coordinate } of inputs) {
        const text = node.description?.value ?? '';
        const slices = node.name.value === 'first' || node.name.value === 'last';
        if (isList(node.type) && !/\bat most [\d,]*\d/i.test(text)) {
          yield {
            message: `${coordinate} is a list and must say how many it takes, for example "at most 200".`,
            nodes: [node],
          };
        }
        if (slices && !/\d+ to [\d,]*\d|\bat most [\d,]*\d/i.test(text)) {
          yield { message: `${coordinate} must say its range, for example "1 to 50".`, nodes: [node] };
        }
        if (slices && !node.defaultValue && node.type.kind !== Kind.NON_NULL_TYPE) {
          yield { message: `${coordinate} must have a default, or nobody knows how many come.`, nodes: [node] };
        }
      }
    }
  },
};

function* describables(graph: Graph): Iterable<{ coordinate: string; node: Describable }> {
  for (const type of graph.types) yield* ofType(graph, type);
  for (const { document } of graph.contexts) {
    for (const node of document.definitions) {
      if (node.kind !== Kind.DIRECTIVE_DEFINITION) continue;
      yield { coordinate: `@${node.name.value}`, node };
      for (const argument of node.arguments ?? []) {
        yield { coordinate: `@${node.name.value}(${argument.name.value}:)`, node: argument };
      }
    }
  }
}

/** A type that another context describes, and what only repeats another's field, need no words of their own. */
function* ofType(graph: Graph, type: DeclaredType): Iterable<{ coordinate: string; node: Describable }> {
  const foreign = graph.isForeign(type);
  const [first] = type.nodes;
  const repeated = foreign || type.fields.some((field) => isExternal(type, field));
  if (
    !isRoot(type) &&
    !repeated &&
    !type.nodes.some((node) => 'description' in node && sentence.test(node.description?.value ?? ''))
  ) {
    yield { coordinate: type.name, node: first! };
  }
  const keys = keyFields(type);
  for (const field of type.fields) {
    if (isExternal(type, field) || (foreign && keys.has(field.name.value))) continue;
    yield { coordinate: `${type.name}.${field.name.value}`, node: field };
    for (const node of field.arguments ?? []) {
      yield { coordinate: `${type.name}.${field.name.value}(${node.name.value}:)`, node };
    }
  }
  for (const node of [...type.inputFields, ...type.values])
    yield { coordinate: `${type.name}.${node.name.value}`, node };
}
