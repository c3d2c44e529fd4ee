import { executeQueryPlan, type GraphQLDataSource } from '@apollo/gateway';
import type { Graph } from '@lzstock/gateway/graph';
import { compilePlan } from '@lzstock/gateway/plan/compile';
import { runPlan } from '@lzstock/gateway/plan/run-plan';
import type { Fetch } from '@lzstock/gateway/plan/subgraph-fetch';
import { type FragmentDefinitionNode, Kind, type OperationDefinitionNode, parse } from 'graphql';
import { createAnswers } from '../gateway/answers.ts';
import { type SubgraphName, subgraphNames } from '../gateway/graph/graph.ts';
import type { Query } from '../gateway/graph/queries.ts';
import type { Run } from './cost.ts';

type Answer = (
  subgraph: string,
  query: string,
  variables: unknown,
  operationName: string | undefined,
) => Promise<string>;

/** Subgraphs that were asked everything before: what they answer is text that only has to be read. */
function record(): { readonly answer: Answer; readonly texts: ReadonlyMap<string, string> } {
  const subgraphs = new Map(subgraphNames.map((name) => [name, createAnswers(name)]));
  const texts = new Map<string, string>();
  return {
    texts,
    async answer(subgraph, query, variables, operationName) {
      const body = JSON.stringify({ query, variables, operationName });
      const key = `${subgraph} ${body}`;
      const known = texts.get(key) ?? (await subgraphs.get(subgraph as SubgraphName)!(body)).text;
      texts.set(key, known);
      return known;
    },
  };
}

/** The same question, run by Apollo's executor, by ours, and by nobody: only what subgraphs answered is read. */
export function queryContenders(
  graph: Graph,
  { text, variables }: Query,
): Readonly<Record<'apollo' | 'ours' | 'reading' | 'compile', Run>> {
  const document = parse(text);
  const operation = document.definitions[0] as OperationDefinitionNode;
  const fragments = Object.fromEntries(
    document.definitions
      .filter((each): each is FragmentDefinitionNode => each.kind === Kind.FRAGMENT_DEFINITION)
      .map((each) => [each.name.value, each]),
  );
  const plan = graph.plan({ document });
  const compiled = compilePlan(graph, plan, { operation, fragments })!;

  const forApollo = record();
  const source = (name: string): GraphQLDataSource => ({
    process: async ({ request }) =>
      JSON.parse(await forApollo.answer(name, request.query!, request.variables, request.operationName)),
  });
  const services = Object.fromEntries(subgraphNames.map((name) => [name, source(name)]));
  const forOurs = record();
  const fetch: Fetch = async (name, { query, variables: sent, operationName }) =>
    JSON.parse(await forOurs.answer(name, query, sent, operationName));
  const context = { request: { variables }, context: {}, logger: console, schema: graph.api, metrics: {} };

  return {
    apollo: () =>
      executeQueryPlan(
        plan,
        services,
        context as unknown as Parameters<typeof executeQueryPlan>[2],
        { schema: graph.api, operation, fragments },
        graph.supergraph,
        graph.apiSchema,
      ),
    ours: () => runPlan(compiled, variables, fetch),
    reading: async () => [...forOurs.texts.values()].map((each) => JSON.parse(each)),
    compile: () => compilePlan(graph, plan, { operation, fragments }),
  };
}
