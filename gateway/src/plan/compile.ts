import { operationFromDocument, type Schema } from '@apollo/federation-internals';
import type { PlanNode, QueryPlan } from '@apollo/query-planner';
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
} from 'graphql';
import { type Condition, Conditions, hold } from './condition.ts';
import { compileFetch } from './fetch.ts';
import type { Route } from './place.ts';
import type { Step } from './run.ts';
import { compileShape, type Shape } from './shape/shape.ts';

/** The graph that a plan was made over. */
export interface PlannedGraph {
  readonly api: GraphQLSchema;
  readonly apiSchema: Schema;
  readonly supergraph: GraphQLSchema;
}

export interface PlannedOperation {
  readonly operation: OperationDefinitionNode;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
}

/** A plan and its operation, ready to run any number of times, at the same time too. */
export interface CompiledPlan {
  readonly step: Step | null;
  /** Whether several of its entity fetches ask the same subgraph, so that there may be some to merge. */
  readonly merges: boolean;
  readonly conditions: Conditions;
  readonly shape: Shape;
}

/**
 * Compiles a plan of Apollo's planner, which takes about as long as one run of Apollo's executor. Null where the plan holds something that only that one
 * can do: context arguments, a variable called `representations`. Throws where the operation does not belong to the graph.
 */
export function compilePlan(
  graph: PlannedGraph,
  { node }: QueryPlan,
  { operation: definition, fragments }: PlannedOperation,
): CompiledPlan | null {
  const document: DocumentNode = { kind: Kind.DOCUMENT, definitions: [definition, ...Object.values(fragments)] };
  const operation = operationFromDocument(graph.apiSchema, document, { validate: false });
  const conditions = new Conditions(operation, document);
  const step = node === undefined ? null : compileNode(graph.supergraph, conditions, node, []);
  if (step === null && node !== undefined) return null;
  const source = { api: graph.api, schema: graph.apiSchema, operation: definition, conditions };
  return { step, merges: asksTwice(node), conditions, shape: compileShape(source, operation) };
}

function asksTwice(node: QueryPlan['node']): boolean {
  const asked = new Set<string>();
  const visit = (part: QueryPlan['node']): boolean => {
    switch (part?.kind) {
      case 'Fetch': {
        if (!part.requires) return false;
        const before = asked.has(part.serviceName);
        asked.add(part.serviceName);
        return before;
      }
      case 'Sequence':
      case 'Parallel':
        return part.nodes.some(visit);
      case 'Flatten':
        return visit(part.node);
      case 'Condition':
        return visit(part.ifClause) || visit(part.elseClause);
      default:
        return false;
    }
  };
  return visit(node);
}

function compileNode(
  supergraph: GraphQLSchema,
  conditions: Conditions,
  node: NonNullable<QueryPlan['node']>,
  route: Route,
): Step | null {
  const compile = (child: PlanNode): Step | null => compileNode(supergraph, conditions, child, route);
  switch (node.kind) {
    case 'Fetch':
      return compileFetch(supergraph, node, route);
    case 'Sequence':
      return all(node.nodes.map(compile), sequence);
    case 'Parallel':
      return all(node.nodes.map(compile), parallel);
    case 'Flatten':
      if (route.length > 0) return null;
      return compileNode(supergraph, conditions, node.node, node.path.map(String));
    case 'Condition': {
      const when = [conditions.condition(node.condition, true)];
      const branches = [node.ifClause, node.elseClause].map((branch) => (branch ? compile(branch) : nothing));
      return all(branches, ([met, unmet]) => choice(when, met!, unmet!));
    }
    default:
      return null;
  }
}

const nothing: Step = async () => undefined;

const all = (steps: readonly (Step | null)[], make: (steps: readonly Step[]) => Step): Step | null =>
  steps.includes(null) ? null : make(steps as readonly Step[]);

const sequence =
  (steps: readonly Step[]): Step =>
  async (run) => {
    for (const step of steps) await step(run);
  };

const parallel =
  (steps: readonly Step[]): Step =>
  async (run) => {
    await Promise.all(steps.map((step) => step(run)));
  };

const choice =
  (when: readonly Condition[], met: Step, unmet: Step): Step =>
  (run) =>
    hold(when, run.conditions) ? met(run) : unmet(run);
