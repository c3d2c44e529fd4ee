import type { FetchNode, ParallelNode, PlanNode, QueryPlan } from '@apollo/query-planner';
import { Refusal } from '@lzstock/kit/refusal';
import type { GraphQLSchema } from 'graphql';
import type { Route } from './place.ts';
import { compileSelects, fields, type Selected, usesVariable } from './selects.ts';

/** For each branch of a parallel node those that have to be over before it starts. */
export type Order = readonly (readonly number[])[];

interface Fetch {
  readonly node: FetchNode;
  readonly route: Route;
}

type Node = PlanNode | NonNullable<QueryPlan['node']>;

const up = '..';

/**
 * The parallel nodes of a plan of which not all branches may start at once, since Apollo's planner takes no account of one that hands on in an argument
 * what another fetches; null where no arguments come from contexts. Throws where a plan does not fetch what it hands on; a `Refusal` where the client
 * has put another field in the place of that.
 */
export function contextOrders(supergraph: GraphQLSchema, root: Node): ReadonlyMap<PlanNode, Order> | null {
  const all = [...fetchesIn(root, [])];
  if (!all.some(({ node }) => node.contextRewrites?.length)) return null;

  const orders = new Map<PlanNode, Order>();
  const readers = new Map(all.map(({ node, route }) => [node, compileSelects(supergraph, node, fields(route))]));
  const asks = ({ node }: Fetch, source: Selected) => readers.get(node)!(source);
  const comeFrom = (fetches: readonly Fetch[], source: Selected) =>
    fetches.some((fetch) => asks(fetch, source) === 'plainly');

  function check(fetch: Fetch, known: readonly Fetch[]): void {
    for (const [variable, sources] of sourcesOf(fetch)) {
      if (!usesVariable(fetch.node, variable)) continue;
      if (all.some((other) => sources.some((source) => asks(other, source) === 'otherwise')))
        throw new Refusal('BAD_INPUT', 'An alias stands where the graph reads a field of that name: give it another');
      if (!sources.some((source) => comeFrom(known, source)))
        throw new Error(`expected the plan to fetch what $${variable} is read from before it is needed`);
    }
  }

  function parallel({ nodes }: ParallelNode, route: Route, known: readonly Fetch[]): Order {
    const inside = nodes.map((node) => [...fetchesIn(node, route)]);
    return inside.map((mine, at) => {
      const missing = mine
        .flatMap((fetch) => [...sourcesOf(fetch).values()].flat())
        .filter((source) => !comeFrom(known, source) && !comeFrom(mine, source));
      return [...inside.keys()].filter((other) =>
        missing.some((source) => other !== at && comeFrom(inside[other]!, source)),
      );
    });
  }

  function visit(node: Node, route: Route, known: readonly Fetch[]): void {
    if (node.kind === 'Fetch') check({ node, route }, known);
    else if (node.kind === 'Flatten') visit(node.node, node.path.map(String), known);
    else if (node.kind === 'Sequence') {
      let so = known;
      for (const child of node.nodes) {
        visit(child, route, so);
        so = [...so, ...fetchesIn(child, route)];
      }
    } else if (node.kind === 'Parallel') {
      const order = parallel(node, route, known);
      for (const [at, child] of node.nodes.entries()) {
        const first = [...ahead(order, at)].map((other) => node.nodes[other]!);
        visit(child, route, [...known, ...first.flatMap((other) => [...fetchesIn(other, route)])]);
      }
      if (order.some(({ length }) => length > 0)) orders.set(node, order);
    } else if (node.kind === 'Condition')
      for (const branch of [node.ifClause, node.elseClause]) if (branch) visit(branch, route, known);
  }

  visit(root, [], []);
  return orders;
}

function* fetchesIn(node: Node, route: Route): Generator<Fetch> {
  if (node.kind === 'Fetch') yield { node, route };
  else if (node.kind === 'Flatten') yield* fetchesIn(node.node, node.path.map(String));
  else if (node.kind === 'Sequence' || node.kind === 'Parallel')
    for (const child of node.nodes) yield* fetchesIn(child, route);
  else if (node.kind === 'Condition')
    for (const branch of [node.ifClause, node.elseClause]) if (branch) yield* fetchesIn(branch, route);
}

/** What each variable of a fetch may be read from. */
function sourcesOf({ node, route }: Fetch): Map<string, Selected[]> {
  const names = fields(route);
  const sources = new Map<string, Selected[]>();
  for (const { path, renameKeyTo } of node.contextRewrites ?? []) {
    const levels = path.filter((step) => step === up).length;
    const source = { place: names.slice(0, Math.max(0, names.length - levels)), path: path.slice(levels) };
    sources.set(renameKeyTo, [...(sources.get(renameKeyTo) ?? []), source]);
  }
  return sources;
}

/** All that have to be over before a branch, directly or not. Throws where it would wait for itself. */
function ahead(order: Order, at: number, found = new Set<number>(), waiting: readonly number[] = [at]): Set<number> {
  for (const other of order[at]!) {
    if (waiting.includes(other)) throw new Error('expected no two branches of a plan that wait for each other');
    if (!found.has(other)) ahead(order, other, found.add(other), [...waiting, other]);
  }
  return found;
}
