import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { executeQueryPlan, GraphQLDataSource } from '@apollo/gateway';
import type { Graph } from '../../src/graph.ts';
import type { PlanResult } from '../../src/plan/run-plan.ts';
import type { Fetch } from '../../src/plan/subgraph-fetch.ts';
import { repairs } from './repairs.ts';
import type { Planned } from './stand.ts';
import { told } from './told.ts';

type Execute = typeof executeQueryPlan;
type RequestContext = Parameters<Execute>[2];

const load = createRequire(import.meta.url);
const folder = dirname(load.resolve('@apollo/gateway/dist/index.js'));

/** Reads Apollo's executor with some of its sentences put otherwise. Throws where it no longer has them. */
function readRepaired(): Execute {
  const made = new Map<string, unknown>();
  const read = (path: string): unknown => {
    if (!made.has(path)) {
      const exports = {};
      made.set(path, exports);
      new Function('exports', 'told', 'require', repaired(path))(exports, told, (name: string) => {
        if (!name.startsWith('.')) return load(name);
        const near = load.resolve(join(dirname(path), name));
        return repairs.some(({ file }) => join(folder, file) === near) ? read(near) : load(near);
      });
    }
    return made.get(path);
  };
  const repaired = (path: string): string => {
    const own = repairs.filter((repair) => join(folder, repair.file) === path);
    return own.reduce(
      (text, { from, to }) => {
        if (text.split(from).length !== 2) throw new Error(`expected ${path} to say this once: ${from}`);
        return text.replace(from, () => to);
      },
      readFileSync(path, 'utf8'),
    );
  };
  return (read(join(folder, 'executeQueryPlan.js')) as { executeQueryPlan: Execute }).executeQueryPlan;
}

const executors = {
  asItIs: (load('@apollo/gateway') as { executeQueryPlan: Execute }).executeQueryPlan,
  repaired: readRepaired(),
};

const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** Runs a plan with Apollo's executor. */
export async function runApollo(
  which: keyof typeof executors,
  graph: Graph,
  { plan, operation, fragments }: Planned,
  variables: Record<string, unknown>,
  fetch: Fetch,
): Promise<PlanResult> {
  const source = (name: string): GraphQLDataSource => ({
    process: ({ request: { query = '', operationName, variables: sent = {} } }) =>
      fetch(name, { query, operationName, variables: sent, kind: operation.operation }) as never,
  });
  const services = new Proxy<Record<string, GraphQLDataSource>>({}, { get: (_, name: string) => source(name) });
  const result = await executors[which](
    plan,
    services,
    {
      request: { variables },
      context: {},
      logger: silent,
      schema: graph.api,
      metrics: {},
    } as unknown as RequestContext,
    { schema: graph.api, operation, fragments },
    graph.supergraph,
    graph.apiSchema,
  );
  return result as unknown as PlanResult;
}
