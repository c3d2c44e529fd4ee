import type { QueryPlan } from '@apollo/query-planner';
import {
  execute,
  type FragmentDefinitionNode,
  type GraphQLFormattedError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  parse,
} from 'graphql';
import { type Graph, openGraph } from '../../src/graph.ts';
import type { Fetch, FetchAnswer } from '../../src/plan/subgraph-fetch.ts';
import { damage } from './fault.ts';
import { keyFields } from './keys.ts';
import { buildSubgraph, type Chances } from './subgraph.ts';
import type { World } from './worlds.ts';

export interface Planned {
  readonly operation: OperationDefinitionNode;
  readonly fragments: Record<string, FragmentDefinitionNode>;
  readonly plan: QueryPlan;
}

/** Whether arguments of a plan come from a context. */
export const readsContexts = ({ plan }: Planned): boolean => JSON.stringify(plan).includes('"contextRewrites":[{');

/** A world with subgraphs that answer. */
export interface Stand {
  readonly name: string;
  readonly graph: Graph;
  /** Throws where the operation is not one of the graph. */
  plan(text: string): Planned;
  /** Null where Apollo's planner meets a fault of its own. */
  planOrNull(text: string): Planned | null;
  /** Subgraphs that are damaged in the same way each time they are asked the same. */
  fetch(seed: string, rate: number): Fetch;
}

export function openStand(world: World, chances: Chances): Stand {
  const keys = keyFields(Object.values(world.subgraphs));
  const graph = openGraph(world.sdl);
  const schemas = new Map<string, GraphQLSchema>(
    Object.entries(world.subgraphs).map(([name, text]) => [name, buildSubgraph(text, keys, chances)]),
  );

  return {
    name: world.name,
    graph,
    planOrNull(text) {
      try {
        return this.plan(text);
      } catch {
        return null;
      }
    },
    plan(text) {
      const document = parse(text);
      const operation = document.definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION);
      const fragments = document.definitions.filter((each) => each.kind === Kind.FRAGMENT_DEFINITION);
      return {
        operation: operation as OperationDefinitionNode,
        fragments: Object.fromEntries(fragments.map((each) => [each.name.value, each])),
        plan: graph.plan({ document }),
      };
    },
    fetch:
      (seed, rate) =>
      async (subgraph, { query, variables }): Promise<FetchAnswer> => {
        const result = await execute({
          schema: schemas.get(subgraph)!,
          document: parse(query),
          variableValues: JSON.parse(JSON.stringify(variables)) as Record<string, unknown>,
        });
        const { data, errors } = JSON.parse(JSON.stringify(result)) as FetchAnswer;
        const plain = errors?.map(({ message, path }: GraphQLFormattedError) => ({ message, ...(path && { path }) }));
        const answer = { data, ...(plain && { errors: plain }) };
        if (rate === 0) return answer;
        const { representations } = variables as { representations?: unknown[] };
        const slots = representations?.map((each) => JSON.stringify(each)) ?? null;
        const others = JSON.stringify({ ...variables, representations: null });
        return damage(answer, `${seed} ${subgraph} ${query} ${others}`, rate, slots);
      },
  };
}
