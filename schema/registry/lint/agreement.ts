import { type ASTNode, print } from 'graphql';
import { type DeclaredType, type Graph, isExternal, isRoot } from './graph.ts';
import type { Rule } from './rule.ts';
import { directive } from './sdl-node.ts';

export const rootFieldUnique: Rule = {
  id: 'root-field-unique',
  says: 'A root field is declared by one context only.',
  *check({ types }) {
    const roots = types.filter(isRoot).flatMap((type) => type.fields.map((field) => ({ type, field })));
    for (const [coordinate, same] of Map.groupBy(roots, ({ type, field }) => `${type.name}.${field.name.value}`)) {
      const contexts = [...new Set(same.map(({ type }) => type.context.name))];
      if (contexts.length < 2) continue;
      yield {
        message: `${coordinate} must belong to one context, came ${contexts.join(' and ')}.`,
        nodes: same.map(({ field }) => field),
      };
    }
  },
};

export const pageInfoShareable: Rule = {
  id: 'page-info-shareable',
  says: '`PageInfo` is `@shareable` wherever it is declared.',
  *check({ declarations }) {
    for (const type of declarations('PageInfo')) {
      if (directive(type, 'shareable') || type.fields.every((field) => directive(field, 'shareable'))) continue;
      yield { message: `PageInfo in ${type.context.name} must be @shareable.`, nodes: [type.nodes[0]!] };
    }
  },
};

export const sharedEnumValues: Rule = {
  id: 'shared-enum-values',
  says: 'An enum that several contexts declare has the same values in each; otherwise one of them could send what another refuses.',
  *check(graph) {
    for (const [name, declared] of shared(graph)) {
      const sets = declared.map(({ values }) => values.map((value) => value.name.value).sort());
      if (sets.every((set) => set.join() === sets[0]!.join())) continue;
      const listed = declared.map(({ context }, index) => `${context.name}: ${sets[index]!.join(' ')}`);
      yield {
        message: `${name} must have the same values everywhere, came ${listed.join(', ')}.`,
        nodes: declared.map(({ nodes }) => nodes[0]!),
      };
    }
  },
};

interface Described {
  readonly coordinate: string;
  readonly description: string | null;
  readonly node: ASTNode;
}

export const sharedDescription: Rule = {
  id: 'shared-description',
  says: 'What several contexts declare is described in the same words by each that describes it.',
  *check(graph) {
    const described = [...shared(graph).values()].flat().flatMap(descriptions);
    for (const [coordinate, same] of Map.groupBy(described, (entry) => entry.coordinate)) {
      const told = same.filter(({ description }) => description !== null);
      if (new Set(told.map(({ description }) => description)).size < 2) continue;
      yield {
        message: `${coordinate} must be described in the same words everywhere; composition keeps only one of the descriptions.`,
        nodes: told.map(({ node }) => node),
      };
    }
  },
};

export const sharedScalarSame: Rule = {
  id: 'shared-scalar-same',
  says: 'A scalar or enum that several contexts declare is described by each of them, and with the same directives.',
  *check(graph) {
    for (const [name, declared] of shared(graph)) {
      if (!declared.every(({ nodes }) => /^(Scalar|Enum)/.test(nodes[0]!.kind))) continue;
      const bare = declared.filter(({ nodes }) => !nodes.some((node) => 'description' in node && node.description));
      const written = new Set(declared.map(({ directives }) => directives.map(print).sort().join(' ')));
      if (bare.length > 0 && bare.length < declared.length) {
        yield {
          message: `${name} must be described in ${bare[0]!.context.name} too, in the same words.`,
          nodes: [bare[0]!.nodes[0]!],
        };
      }
      if (written.size > 1) {
        yield {
          message: `${name} must bear the same directives everywhere.`,
          nodes: declared.map(({ nodes }) => nodes[0]!),
        };
      }
    }
  },
};

function shared({ types }: Graph): Map<string, DeclaredType[]> {
  return new Map([...Map.groupBy(types, (type) => type.name)].filter(([, declared]) => declared.length > 1));
}

function descriptions(type: DeclaredType): Described[] {
  const entry = (coordinate: string, node: ASTNode & { description?: { value: string } | undefined }) => ({
    coordinate,
    description: node.description?.value ?? null,
    node,
  });
  return [
    ...type.nodes.map((node) => entry(type.name, node)),
    ...type.fields
      .filter((field) => !isExternal(type, field))
      .flatMap((field) => [
        entry(`${type.name}.${field.name.value}`, field),
        ...(field.arguments ?? []).map((node) => entry(`${type.name}.${field.name.value}(${node.name.value}:)`, node)),
      ]),
    ...[...type.inputFields, ...type.values].map((node) => entry(`${type.name}.${node.name.value}`, node)),
  ];
}
