import { compilePlan } from '../../src/plan/compile.ts';
import { runPlan } from '../../src/plan/run-plan.ts';
import type { Fetch, FetchAnswer } from '../../src/plan/subgraph-fetch.ts';
import { openStand } from './stand.ts';
import { worlds } from './worlds.ts';

const [ours, library, shop] = worlds.map((world) => openStand(world, { empty: 0, thrown: 0 }));
export const stands = { ours: ours!, library: library!, shop: shop! };
export type In = keyof typeof stands;

/** Subgraphs that answer these things, each name's in the order that it is asked. */
export function canned(answers: Readonly<Record<string, readonly FetchAnswer[]>>): Fetch {
  const left = new Map(Object.entries(answers).map(([name, list]) => [name, [...list]]));
  return async (subgraph) => structuredClone(left.get(subgraph)?.shift() ?? { data: null });
}

/** Compiles and runs an operation over one of the stands. */
export async function run(where: In, text: string, fetch: Fetch, variables: Record<string, unknown> = {}) {
  const planned = stands[where].plan(text);
  return runPlan(compilePlan(stands[where].graph, planned.plan, planned)!, variables, fetch);
}

/** Answers that start anew for each of the executors that are compared. */
export function fresh(answers: Readonly<Record<string, readonly FetchAnswer[]>>): Fetch {
  const count = new Map<string, number>();
  return async (subgraph) => {
    const at = count.get(subgraph) ?? 0;
    count.set(subgraph, at + 1);
    const list = answers[subgraph] ?? [{ data: null }];
    return structuredClone(list[at % list.length]!);
  };
}
