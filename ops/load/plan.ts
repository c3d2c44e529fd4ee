import { operationFromDocument } from '@apollo/federation-internals';
import { executeQueryPlan, type GraphQLDataSource } from '@apollo/gateway';
import { type Graph, openGraph } from '@lzstock/gateway/graph';
import { compilePlan } from '@lzstock/gateway/plan/compile';
import { runPlan } from '@lzstock/gateway/plan/run-plan';
import type { Fetch } from '@lzstock/gateway/plan/subgraph-fetch';
import { type FragmentDefinitionNode, Kind, type OperationDefinitionNode, parse } from 'graphql';
import { createAnswers } from './gateway/answers.ts';
import { compose, type SubgraphName, subgraphNames } from './gateway/graph/graph.ts';
import { type Query, queries } from './gateway/graph/queries.ts';

const rounds = 12;
const roundMs = 400;

type Answer = (
  subgraph: string,
  query: string,
  variables: unknown,
  operationName: string | undefined,
) => Promise<string>;
type Run = () => Promise<unknown>;

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
function contenders(
  graph: Graph,
  { text, variables }: Query,
): { apollo: Run; ours: Run; reading: Run; compile: () => void } {
  const document = parse(text);
  const operation = document.definitions[0] as OperationDefinitionNode;
  const fragments = Object.fromEntries(
    document.definitions
      .filter((each): each is FragmentDefinitionNode => each.kind === Kind.FRAGMENT_DEFINITION)
      .map((each) => [each.name.value, each]),
  );
  const plan = graph.planner.buildQueryPlan(operationFromDocument(graph.apiSchema, document));
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

/** CPU microseconds of one run, garbage collection included. */
async function cost(run: () => unknown): Promise<number> {
  const until = performance.now() + roundMs;
  const before = process.cpuUsage();
  let count = 0;
  while (performance.now() < until) {
    for (let at = 0; at < 20; at += 1) await run();
    count += 20;
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / count;
}

const graph = openGraph(compose((name) => `http://${name}`));
const rows: Record<string, Record<string, string>> = {};
for (const name of ['small', 'entities', 'heavy'] as const) {
  const { apollo, ours, reading, compile } = contenders(graph, queries[name]);
  const [theirs, own] = (await Promise.all([apollo(), ours()])).map((result) => JSON.stringify(result));
  if (theirs !== own) throw new Error(`expected both to answer ${name} alike`);
  const best = { apollo: Infinity, ours: Infinity, reading: Infinity, compile: Infinity };
  for (let round = 0; round < rounds; round += 1) {
    best.apollo = Math.min(best.apollo, await cost(apollo));
    best.ours = Math.min(best.ours, await cost(ours));
    best.reading = Math.min(best.reading, await cost(reading));
    best.compile = Math.min(best.compile, round < 2 ? await cost(compile) : Infinity);
  }
  rows[name] = {
    'answer KB': (own!.length / 1024).toFixed(1),
    'Apollo µs': best.apollo.toFixed(0),
    'ours µs': best.ours.toFixed(0),
    'of both: reading answers µs': best.reading.toFixed(0),
    ratio: (best.apollo / best.ours).toFixed(1),
    'ratio without reading': ((best.apollo - best.reading) / (best.ours - best.reading)).toFixed(1),
    'compiling once µs': best.compile.toFixed(0),
  };
}
console.log(`CPU of one run on the same plan over answers that only have to be read, best of ${rounds} rounds`);
console.table(rows);
