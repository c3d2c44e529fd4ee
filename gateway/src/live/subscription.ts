import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  parseType,
  type TypeNode,
  type VariableDefinitionNode,
  visit,
} from 'graphql';
import { type Sharing, undeclared } from './directive.ts';
import type { LiveGraph } from './graph.ts';
import { badOperation, type Chosen, complaints, rootField } from './operation.ts';

/** A subscription in the form that is planned: nameless, and with a variable in the place of the list it is split by. */
export interface Shape {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  readonly sharing: Sharing;
  /** Names of the client's variables that are still in it. */
  readonly variables: readonly string[];
  /** The variable that carries one element of the list; null where nothing is split. */
  readonly elementVariable: string | null;
}

/** A valid subscription: its shape, and what is needed to read the values it was asked with. */
export interface Subscription {
  readonly shape: Shape;
  readonly api: GraphQLSchema;
  readonly field: GraphQLField<unknown, unknown>;
  /** As the client wrote it, and so its root field. */
  readonly operation: OperationDefinitionNode;
  readonly root: FieldNode;
  readonly definitions: readonly VariableDefinitionNode[];
}

/**
 * Validates a subscription and rewrites it so that one plan serves every element of its list. Throws a `GraphQLError` or a list of them where it cannot
 * be run.
 */
export function readSubscription(graph: LiveGraph, chosen: Chosen): Subscription {
  const errors = complaints(graph.api, chosen.document);
  if (errors.length > 0) throw errors;
  const { root, fragments } = rootField(chosen);
  const field = graph.api.getSubscriptionType()?.getFields()[root.name.value];
  if (!field) throw badOperation('A subscription asks for a field of the schema');
  const sharing = graph.live.get(field.name) ?? undeclared;
  const definitions = chosen.operation.variableDefinitions ?? [];
  const split = field.args.find(({ name }) => name === sharing.split);
  const element = split ? { name: free('element', definitions), type: parseType(String(split.type)) } : null;
  const renew = {
    Field: (node: FieldNode) => (node === root ? withVariable(node, split!.name, element!.name) : undefined),
  };
  const operation = element ? visit(chosen.operation, renew) : chosen.operation;
  const parts = element ? fragments.map((fragment) => visit(fragment, renew)) : fragments;
  const used = variablesIn([operation.selectionSet, ...parts]);
  const kept = definitions.filter(({ variable }) => used.has(variable.name.value));
  const { name: _, ...nameless } = operation;
  const rewritten: OperationDefinitionNode = {
    ...nameless,
    variableDefinitions: element ? [...kept, define(element.name, element.type)] : kept,
  };
  return {
    shape: {
      document: { kind: Kind.DOCUMENT, definitions: [rewritten, ...parts] },
      operation: rewritten,
      fragments: Object.fromEntries(parts.map((fragment) => [fragment.name.value, fragment])),
      sharing,
      variables: kept.map(({ variable }) => variable.name.value),
      elementVariable: element?.name ?? null,
    },
    api: graph.api,
    field,
    operation: chosen.operation,
    root,
    definitions,
  };
}

function free(name: string, definitions: readonly VariableDefinitionNode[]): string {
  return definitions.some(({ variable }) => variable.name.value === name) ? free(`${name}_`, definitions) : name;
}

function variablesIn(nodes: Parameters<typeof visit>[0][]): Set<string> {
  const names = new Set<string>();
  for (const node of nodes) {
    visit(node, {
      Variable({ name }) {
        names.add(name.value);
      },
    });
  }
  return names;
}

const named = (value: string) => ({ kind: Kind.NAME, value }) as const;

const define = (name: string, type: TypeNode): VariableDefinitionNode => ({
  kind: Kind.VARIABLE_DEFINITION,
  variable: { kind: Kind.VARIABLE, name: named(name) },
  type,
});

const withVariable = (node: FieldNode, argument: string, variable: string): FieldNode => ({
  ...node,
  arguments: [
    ...(node.arguments ?? []).filter(({ name }) => name.value !== argument),
    { kind: Kind.ARGUMENT, name: named(argument), value: { kind: Kind.VARIABLE, name: named(variable) } },
  ],
});
