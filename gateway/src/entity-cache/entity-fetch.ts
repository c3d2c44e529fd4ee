import { createHash } from 'node:crypto';
import {
  type DocumentNode,
  type FieldNode,
  isCompositeType,
  Kind,
  OperationTypeNode,
  parse,
  print,
  type SelectionSetNode,
} from 'graphql';
import { cachePolicy, fragmentsOf, type KeepableGraph, maxAgeOfType } from '../cache-control/cache-policy.ts';
import type { SubgraphRequest } from '../to-subgraph/subgraph.ts';

/** One `_entities` of a subgraph query. */
export interface EntityGroup {
  /** Under which it answers. */
  readonly responseKey: string;
  /** The variable that carries its representations. */
  readonly variable: string;
  /** Milliseconds that what it selects may be kept. */
  readonly maxAgeMs: number;
  /** Equal where the same is selected, whatever the query around it. */
  readonly selection: string;
}

/** A subgraph query that asks for nothing but entities. */
export interface EntityFetch {
  readonly groups: readonly EntityGroup[];
  /** Variables other than representations. */
  readonly others: readonly string[];
}

/** What a request gives for the variables other than representations, as one text; null is something else than nothing. */
export const givenTo = ({ others }: EntityFetch, { variables }: SubgraphRequest): string =>
  JSON.stringify(Object.fromEntries(others.map((name) => [name, variables?.[name]])));

/** Reads a subgraph query; null where it is another kind of query, or nothing that it selects may be kept for others. */
export function readEntityFetch(graph: KeepableGraph, text: string): EntityFetch | null {
  const document = parse(text);
  const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  const [operation] = operations;
  if (!operation || operations.length > 1 || operation.operation !== OperationTypeNode.QUERY) return null;
  const groups: EntityGroup[] = [];
  for (const node of operation.selectionSet.selections) {
    const group = node.kind === Kind.FIELD ? readGroup(graph, document, node) : null;
    if (!group) return null;
    groups.push(group);
  }
  if (groups.every(({ maxAgeMs }) => maxAgeMs === 0)) return null;
  const carriers = new Set(groups.map(({ variable }) => variable));
  if (carriers.size < groups.length) return null;
  const names = (operation.variableDefinitions ?? []).map(({ variable }) => variable.name.value);
  return { groups, others: names.filter((name) => !carriers.has(name)) };
}

function readGroup(graph: KeepableGraph, document: DocumentNode, field: FieldNode): EntityGroup | null {
  const [argument, ...more] = field.arguments ?? [];
  const known = field.name.value === '_entities' && argument?.value.kind === Kind.VARIABLE && more.length === 0;
  if (!known || !field.selectionSet || field.directives?.length) return null;
  return {
    responseKey: field.alias?.value ?? field.name.value,
    variable: (argument.value as { name: { value: string } }).name.value,
    maxAgeMs: maxAgeOf(graph, document, field.selectionSet) * 1_000,
    selection: selectionText(document, field.selectionSet),
  };
}

/** Seconds that every entity selected here may be kept; 0 where one of them depends on who asks or is not known. */
function maxAgeOf(graph: KeepableGraph, document: DocumentNode, { selections }: SelectionSetNode): number {
  const ages = selections.map((node) => {
    if (node.kind === Kind.FIELD) return node.name.value === '__typename' ? Number.POSITIVE_INFINITY : 0;
    const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : fragmentsOf(document).get(node.name.value);
    const type = graph.supergraph.getType(fragment?.typeCondition?.name.value ?? '');
    if (!fragment || !isCompositeType(type)) return 0;
    const { maxAge, isPrivate } = cachePolicy(graph, document, type, fragment.selectionSet, maxAgeOfType(graph, type));
    return isPrivate ? 0 : maxAge;
  });
  const least = Math.min(...ages);
  return Number.isFinite(least) ? least : 0;
}

function selectionText(document: DocumentNode, set: SelectionSetNode): string {
  const text = [print(set), ...[...fragmentsOf(document).values()].map((fragment) => print(fragment))].join('\n');
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}
