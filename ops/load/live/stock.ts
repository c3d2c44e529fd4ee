import { PubSub } from 'graphql-subscriptions';
import { createClient } from 'graphql-ws';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocket, WebSocketServer } from 'ws';
import { runServer } from './server.ts';
import { makeSchema, type Quote } from './stock-schema.ts';
import { symbols } from './world.ts';

/** `graphql-ws` and `graphql-subscriptions` wired as their READMEs have it, fed from the same subgraph; names come from memory, so no join is paid. */
await runServer((server, urls) => {
  const pubsub = new PubSub();
  const last = new Map<string, Quote>();
  const schema = makeSchema({
    subscribe: (wanted) => pubsub.asyncIterableIterator<{ quotes: Quote }>(wanted.map((symbol) => `quote ${symbol}`)),
  });
  useServer({ schema }, new WebSocketServer({ server, path: '/graphql' }));
  const client = createClient({ url: urls.market.replace('http', 'ws'), webSocketImpl: WebSocket });
  client.subscribe<{ quotes: Quote }>(
    {
      query:
        'subscription ($symbols: [ID!]!) { quotes(symbols: $symbols) { symbol last changePercent asOf state seq } }',
      variables: { symbols: symbols(200) },
    },
    {
      next: ({ data }) => {
        if (!data) return;
        last.set(data.quotes.symbol, data.quotes);
        void pubsub.publish(`quote ${data.quotes.symbol}`, data);
      },
      error: (error) => {
        throw error;
      },
      complete: () => {},
    },
  );
});
