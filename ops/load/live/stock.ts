import { PubSub } from 'graphql-subscriptions';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { followPrices, type Quote } from './prices.ts';
import { runServer } from './server.ts';
import { makeSchema } from './stock-schema.ts';

/** `graphql-ws` and `graphql-subscriptions` wired as their READMEs have it, fed from the same subgraph; names come from memory, so no join is paid. */
await runServer((server, urls, { universe }) => {
  const pubsub = new PubSub();
  const schema = makeSchema({
    subscribe: (wanted) => pubsub.asyncIterableIterator<{ quotes: Quote }>(wanted.map((symbol) => `quote ${symbol}`)),
  });
  useServer({ schema }, new WebSocketServer({ server, path: '/graphql' }));
  followPrices(urls, universe, (quote) => void pubsub.publish(`quote ${quote.symbol}`, { quotes: quote }));
});
