import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../e2e/graph.ts';
import { type GatewayProcess, gatewayProcess } from './gateway-process.ts';
import { type SmallGraph, startSmallGraph } from './small-graph.ts';
import { type StockClient, stockClients } from './stock-clients.ts';

const subscription = 'subscription Follow { counts(ids: ["a"]) { id count state label } }';
const query = 'query Ask { counters { id count label } }';

interface Counts {
  readonly counts: { readonly id: string; readonly count: number; readonly state: string; readonly label: string };
}

function follow(client: StockClient) {
  const values: Counts['counts'][] = [];
  const ends: unknown[] = [];
  const leave = client.follow(
    subscription,
    (data) => values.push((data as Counts).counts),
    (why) => ends.push(why),
  );
  const reaches = (count: number) =>
    eventually(`the count ${count}, after ${JSON.stringify(values)}`, async () => values.at(-1)?.count === count);
  return { values, ends, leave, reaches };
}

let graph: SmallGraph;
let gateway: GatewayProcess;
let url: string;

beforeAll(async () => {
  graph = await startSmallGraph();
  gateway = await gatewayProcess(graph.supergraphSdl);
  url = `ws://127.0.0.1:${gateway.port}/graphql`;
  await gateway.start();
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await graph[Symbol.asyncDispose]();
});

describe.each(stockClients)('%s', (_, open) => {
  it.each(['killed', 'stopped'] as const)(
    'follows, asks and leaves, and goes on by itself where the gateway is %s meanwhile',
    async (how) => {
      await using client = open(url);
      const { counters } = graph;
      const present = counters.read('a').count;
      const heard = follow(client);
      await heard.reaches(present);
      expect(heard.values[0]).toMatchObject({ id: 'a', count: present, state: 'FRESH', label: 'Counter a' });
      for (let count = present + 1; count <= present + 3; count++) {
        counters.add('a');
        await heard.reaches(count);
      }
      expect(await client.ask(query)).toMatchObject({
        counters: [{ id: 'a', count: present + 3, label: 'Counter a' }, {}],
      });
      expect(await openSockets(gateway)).toBe(1);

      await (how === 'killed' ? gateway.kill() : gateway.stop());
      counters.add('a');
      await gateway.start();
      await heard.reaches(present + 4);
      counters.add('a');
      await heard.reaches(present + 5);
      expect(await client.ask(query)).toMatchObject({ counters: [{ count: present + 5 }, {}] });
      expect(await openSockets(gateway)).toBe(1);
      expect(heard.ends).toEqual([]);
      const counts = heard.values.map(({ count }) => count);
      expect(counts).toEqual(counts.toSorted((one, other) => one - other));

      heard.leave();
      await eventually('nobody listens to the counters', async () => counters.listeners === 0);
      counters.add('a');
      await client[Symbol.asyncDispose]();
      await graph.quiet(gateway);
      expect(heard.values.length).toBe(counts.length);
    },
  );
});

async function openSockets({ port }: GatewayProcess): Promise<number> {
  const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return Number(/^live_sockets (\d+)/m.exec(metrics)?.[1]);
}
