import { type ConstDirectiveNode, Kind, type SelectionSetNode } from 'graphql';
import type { Graph } from './graph.ts';
import type { Rule, Violation } from './rule.ts';
import { directive, directives, fieldSet, innermost } from './sdl-node.ts';

interface Required {
  /** `Type.field` whose value is needed. */
  readonly coordinate: string;
  /** Field that needs it. */
  readonly by: string;
  readonly context: string;
  readonly hasArguments: boolean;
  readonly node: ConstDirectiveNode;
}

export const requiresWithoutArguments: Rule = {
  id: 'requires-without-arguments',
  says: '`@requires` selects no field with arguments: two contexts that want different arguments would silently get one value.',
  *check(graph) {
    for (const { coordinate, by, hasArguments, node } of required(graph)) {
      if (hasArguments) yield { message: `${by} must not require ${coordinate} with arguments.`, nodes: [node] };
    }
  },
};

export const requiredFieldOpen: Rule = {
  id: 'required-field-open',
  says: 'A field that another context requires is not guarded by `@authenticated`, `@requiresScopes` or `@policy`: the guard would spread to what requires it.',
  *check(graph) {
    for (const { coordinate, by, context } of required(graph)) yield* guards(graph, coordinate, by, context);
  },
};

function* guards({ declarations }: Graph, coordinate: string, by: string, context: string): Iterable<Violation> {
  const [typeName, fieldName] = coordinate.split('.') as [string, string];
  for (const type of declarations(typeName).filter((declared) => declared.context.name !== context)) {
    const field = type.fields.find((candidate) => candidate.name.value === fieldName);
    if (!field) continue;
    for (const guard of ['authenticated', 'requiresScopes', 'policy']) {
      const node = directive(field, guard) ?? directive(type, guard);
      if (!node) continue;
      yield {
        message: `${coordinate} must not be guarded by @${guard}: ${by} of ${context} requires it, so the guard would spread to that.`,
        nodes: [node],
      };
    }
  }
}

function required(graph: Graph): Required[] {
  return graph.types.flatMap((type) =>
    type.fields.flatMap((field) =>
      directives(field, 'requires').flatMap((node) => {
        const by = `${type.name}.${field.name.value}`;
        const set = fieldSet(node);
        return set
          ? selected(graph, set, type.name).map((entry) => ({ ...entry, by, context: type.context.name, node }))
          : [];
      }),
    ),
  );
}

function selected(
  graph: Graph,
  set: SelectionSetNode,
  typeName: string,
): { coordinate: string; hasArguments: boolean }[] {
  return set.selections.flatMap((selection) => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return [];
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      return selected(graph, selection.selectionSet, selection.typeCondition?.name.value ?? typeName);
    }
    const field = graph
      .declarations(typeName)
      .flatMap((declared) => declared.fields)
      .find((candidate) => candidate.name.value === selection.name.value);
    const here = {
      coordinate: `${typeName}.${selection.name.value}`,
      hasArguments: (selection.arguments ?? []).length > 0,
    };
    return selection.selectionSet && field
      ? [here, ...selected(graph, selection.selectionSet, innermost(field.type).name)]
      : [here];
  });
}
