import { operationFromDocument, type Schema } from '@apollo/federation-internals';
import type { PlanNode, QueryPlan } from '@apollo/query-planner';
import { Refusal } from '@lzstock/kit/refusal';
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
} from 'graphql';
import { type Condition, Conditions, hold } from './condition.ts';
import { contextOrders, type Order } from './context-order.ts';
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
  /** Whether several of its entity fetches ask the same subgraph, or one may be several, so that there may be some to merge. */
  readonly merges: boolean;
  readonly conditions: Conditions;
  readonly shape: Shape;
}

/**
 * Compiles a plan of Apollo's planner, which takes about as long as one run of Apollo's executor. Null where the plan holds something that only that one
 * can do: a variable called `representations`. Throws where the operation does not belong to the graph, and where arguments that come from contexts would not
 * be what they should: a `Refusal` where that is the client's doing.
 */
export function compilePlan(
  graph: PlannedGraph,
  { node }: QueryPlan,
  { operation: definition, fragments }: PlannedOperation,
): CompiledPlan | null {
  const document: DocumentNode = { kind: Kind.DOCUMENT, definitions: [definition, ...Object.values(fragments)] };
  const operation = operationFromDocument(graph.apiSchema, document, { validate: false });
  const conditions = new Conditions(operation, document);
  const step = node === undefined ? null : compileSteps(graph.supergraph, conditions, node);
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
        const before = asked.has(part.serviceName) || Boolean(part.contextRewrites?.length);
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

function compileSteps(
  supergraph: GraphQLSchema,
  conditions: Conditions,
  root: NonNullable<QueryPlan['node']>,
): Step | null {
  const orders = contextOrders(supergraph, root);

  function compile(node: typeof root, route: Route): Step | null {
    const below = (child: PlanNode): Step | null => compile(child, route);
    switch (node.kind) {
      case 'Fetch':
        return compileFetch(supergraph, node, route);
      case 'Sequence':
        return all(node.nodes.map(below), sequence);
      case 'Parallel': {
        const order = orders?.get(node);
        return all(node.nodes.map(below), order ? (steps) => ordered(steps, order) : parallel);
      }
      case 'Flatten':
        return route.length > 0 ? null : compile(node.node, node.path.map(String));
      case 'Condition': {
        const when = [conditions.condition(node.condition, true)];
        const branches = [node.ifClause, node.elseClause].map((branch) => (branch ? below(branch) : nothing));
        return all(branches, ([met, unmet]) => choice(when, met!, unmet!));
      }
      default:
        return null;
    }
  }

  const step = compile(root, []);
  if (step === null && orders !== null)
    throw new Refusal(
      'BAD_INPUT',
      'A variable may not be called `representations` where arguments come from a context',
    );
  return step;
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

const ordered =
  (steps: readonly Step[], order: Order): Step =>
  async (run) => {
    const started: (Promise<void> | undefined)[] = [];
    const start = (at: number): Promise<void> =>
      (started[at] ??= Promise.all(order[at]!.map(start)).then(() => steps[at]!(run)));
    await Promise.all(steps.map((_, at) => start(at)));
  };

const choice =
  (when: readonly Condition[], met: Step, unmet: Step): Step =>
  (run) =>
    hold(when, run.conditions) ? met(run) : unmet(run);
