import type { PlanNode, QueryPlan } from '@apollo/query-planner';
import type { Graph } from '../../src/graph.ts';
import { contextOrders } from '../../src/plan/context-order.ts';
import type { Planned } from './stand.ts';

/** A plan in which nothing is fetched at the same time as what it is told by an argument from a context. */
export function inOrder({ supergraph }: Graph, planned: Planned): Planned {
  const { node: root } = planned.plan;
  if (!root) return planned;
  const orders = contextOrders(supergraph, root);
  if (!orders?.size) return planned;

  function put(node: PlanNode): PlanNode {
    switch (node.kind) {
      case 'Sequence':
        return { ...node, nodes: node.nodes.map(put) };
      case 'Condition':
        return {
          ...node,
          ...(node.ifClause && { ifClause: put(node.ifClause) }),
          ...(node.elseClause && { elseClause: put(node.elseClause) }),
        };
      case 'Parallel': {
        const order = orders!.get(node);
        if (!order) return { ...node, nodes: node.nodes.map(put) };
        const turns: number[] = [];
        const turn = (at: number): number => (turns[at] ??= Math.max(-1, ...order[at]!.map(turn)) + 1);
        const nodes = [...Map.groupBy(node.nodes, (_, at) => turn(at))]
          .sort(([one], [other]) => one - other)
          .map(([, branches]): PlanNode => ({ kind: 'Parallel', nodes: branches.map(put) }));
        return { kind: 'Sequence', nodes };
      }
      default:
        return node;
    }
  }

  const plan: QueryPlan = { kind: 'QueryPlan', node: put(root as PlanNode) };
  return { ...planned, plan };
}
