import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildSchema, type GraphQLSchema } from 'graphql';
import { PubSub } from 'graphql-subscriptions';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';

function schemaOf(source: PubSub<{ ticks: { ticks: number } }>): GraphQLSchema {
  const schema = buildSchema(`
    type Query { hello: String! }
    type Mutation { greet: String! }
    type Subscription { ticks: Int! countdown(from: Int!): Int! }
  `);
  const fields = schema.getSubscriptionType()!.getFields();
  fields.ticks!.subscribe = () => source.asyncIterableIterator('ticks');
  fields.countdown!.subscribe = (_: unknown, { from }: { from: number }) => countDown(from);
  return schema;
}

async function* countDown(from: number) {
  for (let left = from; left > 0; left--) yield { countdown: left };
}

export interface StockServer extends AsyncDisposable {
  readonly url: string;
}

/** `useServer` of graphql-ws over `ws` and the PubSub of graphql-subscriptions, wired as their READMEs show. */
export async function startStockServer(): Promise<StockServer> {
  const server = createServer();
  const sockets = new WebSocketServer({ server, path: '/graphql' });
  const source = new PubSub<{ ticks: { ticks: number } }>();
  const graphqlWs = useServer({ schema: schemaOf(source), roots: { query: { hello: 'hello' } } }, sockets);
  let ticks = 0;
  const clock = setInterval(() => void source.publish('ticks', { ticks: ticks++ }), 50);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    async [Symbol.asyncDispose]() {
      clearInterval(clock);
      for (const socket of sockets.clients) socket.terminate();
      await graphqlWs.dispose();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
