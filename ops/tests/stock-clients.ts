import { ApolloClient, gql, InMemoryCache } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { subscriptionExchange, Client as UrqlClient } from '@urql/core';
import { type Client, createClient, type Sink } from 'graphql-ws';
import { WebSocket } from 'ws';

/** What every client is made to do, in its own words. */
export interface StockClient extends AsyncDisposable {
  /** Subscribes; returns the way out. `ended` is called where the client gives up or the stream completes. */
  follow(query: string, heard: (data: unknown) => void, ended: (why: unknown) => void): () => void;
  /** Answers a query over the same socket. */
  ask(query: string): Promise<unknown>;
}

/**
 * One message a turn, as in a browser. `ws` else hands on all that one read brought, and graphql-ws 6.4 then counts an operation twice that is left in its
 * `next` while its `complete` is in the same read, as urql does: it closes the socket under those that still run.
 */
class BrowserLikeSocket extends WebSocket {
  constructor(url: string, protocol: string) {
    super(url, protocol, { allowSynchronousEvents: false });
  }
}

/**
 * A transport as graphql-ws documents it for a service that may be away for long; only the wait between attempts is shorter than its own. Without
 * `shouldRetry` a connection that is refused ends everything.
 */
const transport = (url: string): Client =>
  createClient({
    url,
    webSocketImpl: BrowserLikeSocket,
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: () => true,
    retryWait: () => new Promise((resolve) => setTimeout(resolve, 100)),
  });

function graphqlWs(url: string): StockClient {
  const client = transport(url);
  return {
    follow: (query, heard, ended) =>
      client.subscribe(
        { query },
        { next: ({ data }) => heard(data), error: ended, complete: () => ended('the stream completed') },
      ),
    async ask(query) {
      for await (const { data } of client.iterate({ query })) return data;
      throw new Error('expected an answer, came none');
    },
    [Symbol.asyncDispose]: async () => client.dispose(),
  };
}

function apollo(url: string): StockClient {
  const socket = transport(url);
  const client = new ApolloClient({ link: new GraphQLWsLink(socket), cache: new InMemoryCache() });
  return {
    follow(query, heard, ended) {
      const following = client.subscribe({ query: gql(query) }).subscribe({
        next: ({ data, error }) => (error ? ended(error) : heard(data)),
        error: ended,
        complete: () => ended('the stream completed'),
      });
      return () => following.unsubscribe();
    },
    ask: async (query) => (await client.query({ query: gql(query), fetchPolicy: 'no-cache' })).data,
    async [Symbol.asyncDispose]() {
      client.stop();
      await socket.dispose();
    },
  };
}

function urql(url: string): StockClient {
  const socket = transport(url);
  const exchange = subscriptionExchange({
    enableAllOperations: true,
    forwardSubscription: ({ query = '', variables }) => ({
      subscribe: (sink) => ({ unsubscribe: socket.subscribe({ query, variables }, sink as Sink) }),
    }),
  });
  const client = new UrqlClient({ url, exchanges: [exchange], preferGetMethod: false });
  return {
    follow(query, heard, ended) {
      const following = client.subscription(query, {}).subscribe(({ data, error, hasNext }) => {
        if (error || !hasNext) ended(error ?? 'the stream completed');
        else heard(data);
      });
      return () => following.unsubscribe();
    },
    async ask(query) {
      const { data, error } = await client.query(query, {}).toPromise();
      if (error) throw error;
      return data;
    },
    [Symbol.asyncDispose]: async () => socket.dispose(),
  };
}

export const stockClients: readonly (readonly [name: string, open: (url: string) => StockClient])[] = [
  ['graphql-ws', graphqlWs],
  ['Apollo Client', apollo],
  ['urql', urql],
];
