import { type ConstDirectiveNode, Kind, print, visit } from 'graphql';
import { declarationOf } from '../declaration.ts';
import { type Graph, isExternal } from './graph.ts';
import type { Rule } from './rule.ts';
import { directives, innermost, isList, textArgument, textsArgument } from './sdl-node.ts';

export const directiveComposed: Rule = {
  id: 'directive-composed',
  says: 'A directive of our own is composed with `@composeDirective`; otherwise it vanishes from the supergraph without a word.',
  *check({ contexts }) {
    for (const { document, name } of contexts) {
      const composed = document.definitions
        .filter((node) => node.kind === Kind.SCHEMA_EXTENSION || node.kind === Kind.SCHEMA_DEFINITION)
        .flatMap((node) => directives(node, 'composeDirective'))
        .map((node) => textArgument(node, 'name'));
      for (const node of document.definitions) {
        if (node.kind !== Kind.DIRECTIVE_DEFINITION || composed.includes(`@${node.name.value}`)) continue;
        yield {
          message: `@${node.name.value} of ${name} must be composed: \`extend schema @link(url: …, import: ["@${node.name.value}"]) @composeDirective(name: "@${node.name.value}")\`.`,
          nodes: [node],
        };
      }
    }
  },
};

export const directiveSurvives: Rule = {
  id: 'directive-survives',
  says: 'Every use of a directive of our own can be read back from the supergraph.',
  *check(graph) {
    if (!graph.supergraph) return;
    for (const { coordinate, node } of ownUses(graph)) {
      const composed = declarationOf(graph.supergraph, coordinate) as {
        directives?: readonly ConstDirectiveNode[];
      } | null;
      if (composed?.directives?.some((candidate) => print(candidate) === print(node))) continue;
      yield { message: `${print(node)} on ${coordinate} is not in the supergraph.`, nodes: [node] };
    }
  },
};

export const listSizeInt: Rule = {
  id: 'list-size-int',
  says: '`@listSize(slicingArguments: …)` names arguments of type `Int`; for lists `assumedSize` serves.',
  *check({ types }) {
    for (const type of types) {
      for (const field of type.fields) {
        for (const node of directives(field, 'listSize')) {
          for (const value of textsArgument(node, 'slicingArguments')) {
            const target = field.arguments?.find((candidate) => candidate.name.value === value);
            const came = target ? print(target.type) : 'no such argument';
            if (came.replace('!', '') === 'Int') continue;
            yield {
              message: `${type.name}.${field.name.value}: the slicing argument \`${value}\` must be an Int, came ${came}.`,
              nodes: [node],
            };
          }
        }
      }
    }
  },
};

export const listSized: Rule = {
  id: 'list-sized',
  says: 'A list of objects says how long it may be, with `@listSize` on it or, in a connection, on what answers the connection.',
  *check({ types, declarations }) {
    const isObject = (name: string) =>
      declarations(name).some(({ nodes }) => nodes.some(({ kind }) => /^(Object|Interface|Union)/.test(kind)));
    const sized = new Set(
      types.flatMap(({ fields }) =>
        fields.flatMap((field) =>
          directives(field, 'listSize')
            .flatMap((node) => textsArgument(node, 'sizedFields'))
            .map((name) => `${innermost(field.type).name}.${name}`),
        ),
      ),
    );
    for (const type of types) {
      for (const field of type.fields) {
        const { name } = innermost(field.type);
        if (!isList(field.type) || !isObject(name) || isExternal(type, field)) continue;
        const coordinate = `${type.name}.${field.name.value}`;
        if (directives(field, 'listSize').length > 0 || sized.has(coordinate)) continue;
        yield { message: `${coordinate} must say how long the list may be: \`@listSize(…)\`.`, nodes: [field] };
      }
    }
  },
};

export const deprecationReason: Rule = {
  id: 'deprecation-reason',
  says: 'A deprecation says what to use instead, or why it goes.',
  *check({ contexts }) {
    const bare: ConstDirectiveNode[] = [];
    for (const { document } of contexts) {
      visit(document, {
        Directive: (node) => {
          const application = node as ConstDirectiveNode;
          if (node.name.value === 'deprecated' && !textArgument(application, 'reason')?.trim()) bare.push(application);
        },
      });
    }
    yield* bare.map((node) => ({ message: 'A deprecation needs a reason: what to use instead.', nodes: [node] }));
  },
};

function ownUses({ contexts, types }: Graph): { coordinate: string; node: ConstDirectiveNode }[] {
  const own = new Set(
    contexts.flatMap(({ document }) =>
      document.definitions.filter((node) => node.kind === Kind.DIRECTIVE_DEFINITION).map((node) => node.name.value),
    ),
  );
  return types.flatMap((type) =>
    [
      { coordinate: type.name, directives: type.directives },
      ...[...type.fields, ...type.inputFields, ...type.values].map((node) => ({
        coordinate: `${type.name}.${node.name.value}`,
        directives: node.directives ?? [],
      })),
    ].flatMap(({ coordinate, directives }) =>
      directives.filter((node) => own.has(node.name.value)).map((node) => ({ coordinate, node })),
    ),
  );
}
