import { Refusal } from '@lzstock/kit/refusal';
import { compilePlan } from '../../src/plan/compile.ts';
import { type PlanResult, runPlan } from '../../src/plan/run-plan.ts';
import type { Fetch } from '../../src/plan/subgraph-fetch.ts';
import { runApollo } from './apollo.ts';
import { inOrder } from './in-order.ts';
import type { Planned, Stand } from './stand.ts';

/** A result as it can be compared: errors are sorted, for those of parallel fetches come in any order; how many representations were sent is left out. */
export interface Seen {
  readonly data: unknown;
  readonly errors: readonly string[];
  readonly reports: readonly string[];
  /** What was asked of subgraphs; equal representations count once. */
  readonly asked: readonly string[];
}

interface Failure extends Error {
  readonly path?: unknown;
  readonly extensions?: unknown;
}

const texts = (errors: readonly Failure[] | undefined): string[] =>
  (errors ?? [])
    .map(({ message, path, extensions }) =>
      JSON.stringify({
        message: message.replace(/contain \d+ elements/, 'contain as many elements'),
        path,
        extensions: sorted(extensions),
      }),
    )
    .sort();

const sorted = (extensions: unknown): unknown => Object.entries(extensions ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));

/** What of a result is compared. */
export const see = ({ data, errors, extensions }: PlanResult, asked: readonly string[]): Seen => ({
  data: data === undefined ? 'none' : JSON.stringify(data),
  errors: texts(errors),
  reports: texts(extensions?.valueCompletion),
  asked: asked.toSorted(),
});

function listen(fetch: Fetch): { readonly fetch: Fetch; readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    fetch(subgraph, request) {
      const { representations, ...others } = request.variables as { representations?: unknown[] };
      const once = representations && [...new Set(representations.map((each) => JSON.stringify(each)))];
      asked.push(JSON.stringify([subgraph, request.query, request.operationName, others, once]));
      return fetch(subgraph, request);
    },
  };
}

export interface Comparison {
  readonly ours: Seen;
  /** Ours over answers that somebody else holds too, and which would throw if anything of them were changed. */
  readonly held: Seen;
  readonly repaired: Seen;
  readonly asItIs: Seen;
}

/** Whether a plan cannot be run because an alias of the client stands where an argument is read from. */
export function refusesAlias({ graph }: Stand, planned: Planned): boolean {
  try {
    compilePlan(graph, planned.plan, planned);
    return false;
  } catch (error) {
    if (error instanceof Refusal && error.message.startsWith('An alias')) return true;
    throw error;
  }
}

function holding(fetch: Fetch): Fetch {
  return async (subgraph, request) => {
    const answer = await fetch(subgraph, { ...request, variables: frozen(request.variables) });
    return { ...answer, data: frozen(answer.data), shared: true };
  };
}

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen);
  return value;
}

/** The same plan over the same subgraphs, run by ours and by Apollo's executor, as it is and repaired. */
export async function compare(
  { graph }: Stand,
  planned: Planned,
  variables: Record<string, unknown>,
  fetch: Fetch,
): Promise<Comparison> {
  const compiled = compilePlan(graph, planned.plan, planned);
  if (!compiled) throw new Error('expected the plan to be one of those that can be compiled');
  const run = async (start: (fetch: Fetch) => Promise<PlanResult>): Promise<Seen> => {
    const heard = listen(fetch);
    try {
      return see(await start(heard.fetch), heard.asked);
    } catch (error) {
      return { data: 'rejected', errors: [String(error)], reports: [], asked: heard.asked };
    }
  };
  return {
    ours: await run((to) => runPlan(compiled, variables, to)),
    held: await run((to) => runPlan(compiled, variables, holding(to))),
    repaired: await run((to) => runApollo('repaired', graph, inOrder(graph, planned), variables, to)),
    asItIs: await run((to) => runApollo('asItIs', graph, planned, variables, to)),
  };
}
