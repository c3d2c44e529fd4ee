import { createHash } from 'node:crypto';
import type { FetchNode, PlanNode, QueryPlan } from '@apollo/query-planner';
import {
  type GraphQLError,
  getNamedType,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { Runnable } from '../operation/run.ts';
import { compilePlan } from '../plan/compile.ts';
import type { Sharing } from './directive.ts';
import type { LiveGraph } from './graph.ts';
import { addReadings, type Readings } from './readings.ts';
import type { Shape } from './subscription.ts';

/** The service under which the event itself is handed to the executor; no subgraph can be called so. */
export const eventService = '\u0000event';

/** How a subscription is run: one stream of events from `subgraph`, each completed by `completion`. */
export interface LivePlan {
  /** Equal for plans that do the same, also across supergraphs. */
  readonly key: string;
  readonly graph: LiveGraph;
  readonly sharing: Sharing;
  readonly subgraph: string;
  /** Text of the upstream subscription, the same for every client operation that needs the same from this subgraph. */
  readonly upstreamText: string;
  readonly upstreamVariables: readonly string[];
  /** Where the event carries what the live room reads and marks. */
  readonly readings: Readings;
  /** First the event, then what is joined to it. */
  readonly completion: Runnable;
  /** The subgraphs that joined fields come from. */
  readonly joined: readonly string[];
  /** Puts null, and an error, where something is withheld from those who read this; null where nothing is. */
  readonly fill: Fill | null;
  /** Whether something selected is marked as depending on the viewer. */
  readonly selectsPrivate: boolean;
}

/** What is left out of a shape. */
export interface Withheld {
  /** Equal where the same is put in its place. */
  readonly key: string;
  readonly fill: Fill;
}

/** An event as those see it who may not be told all of it. */
export type Fill = (data: Record<string, unknown> | null) => {
  readonly data: Record<string, unknown> | null;
  readonly errors: readonly GraphQLError[];
};

/**
 * Plans a subscription's shape, within `budgetMs` as `Graph.plan` does. Takes about a millisecond; the answer holds for every element, every value of the variables, and every viewer from whom
 * the same is withheld.
 */
export function planShape(
  graph: LiveGraph,
  shape: Shape,
  withheld: Withheld | null = null,
  budgetMs = Number.POSITIVE_INFINITY,
): LivePlan {
  const { document, operation, fragments, sharing } = shape;
  const { node } = graph.plan({ document }, budgetMs);
  if (node?.kind !== 'Subscription') throw new Error(`expected a subscription plan, came ${node?.kind ?? 'nothing'}`);
  const { primary, rest } = node;
  const upstream = nameless(primary);
  const readings = addReadings(graph, upstream, sharing);
  const event: FetchNode = { ...primary, serviceName: eventService };
  const subgraph = primary.serviceName;
  const upstreamText = print(readings.operation);
  const plan: QueryPlan = { kind: 'QueryPlan', node: rest ? { kind: 'Sequence', nodes: [event, rest] } : event };
  const asPrivate = selectsPrivate(graph, shape);
  const effect = [
    print(document),
    subgraph,
    upstreamText,
    plan,
    sharing,
    readings.statePaths,
    readings.keepPaths,
    asPrivate,
    withheld?.key,
  ];
  return {
    key: createHash('sha256').update(JSON.stringify(effect)).digest('base64'),
    graph,
    sharing,
    subgraph,
    upstreamText,
    upstreamVariables: primary.variableUsages ?? [],
    readings,
    completion: { graph, operation, fragments, plan, compiled: compilePlan(graph, plan, shape) },
    joined: [...new Set(services(rest))],
    fill: withheld?.fill ?? null,
    selectsPrivate: asPrivate,
  };
}

function nameless(primary: FetchNode): OperationDefinitionNode {
  const [operation] = parse(primary.operation).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('expected the planned operation to come first');
  const { name: _, ...rest } = operation;
  return rest;
}

function services(node: PlanNode | undefined): string[] {
  switch (node?.kind) {
    case 'Fetch':
      return [node.serviceName];
    case 'Flatten':
      return services(node.node);
    case 'Sequence':
    case 'Parallel':
      return node.nodes.flatMap(services);
    case 'Condition':
      return [...services(node.ifClause), ...services(node.elseClause)];
    default:
      return [];
  }
}

function selectsPrivate(graph: LiveGraph, { document }: Shape): boolean {
  const types = new TypeInfo(graph.supergraph);
  let found = false;
  visit(
    document,
    visitWithTypeInfo(types, {
      Field() {
        const type = types.getType();
        const parent = types.getParentType();
        const field = types.getFieldDef();
        found ||= !parent || !field || graph.cacheHints.isPrivate(parent, field.name);
        found ||= !type || graph.cacheHints.isPrivate(getNamedType(type));
      },
    }),
  );
  return found;
}
