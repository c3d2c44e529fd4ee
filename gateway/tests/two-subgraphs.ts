import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { composeServices } from '@apollo/composition';
import { createLog } from '@lzstock/kit/log';
import { badInput } from '@lzstock/kit/refusal';
import { type Served, serve } from '@lzstock/kit/serve';
import { parse } from 'graphql';

const federation =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@listSize"])';

const booksSdl = `${federation}
  type Query { books(first: Int!): [Book] page(first: Int = 10): [Book] @listSize(slicingArguments: ["first"]) broken: String slow: String count: Int! }
  type Book @key(fields: "id") { id: ID! title: String }
`;
const reviewsSdl = `${federation}
  type Book @key(fields: "id") { id: ID! stars: Int }
`;

export const log = createLog({ name: 'test', level: 'silent' });

/** The supergraph of two little subgraphs at these addresses. */
export function supergraphOf(urls: { books: string; reviews: string }): string {
  const { supergraphSdl, errors } = composeServices([
    { name: 'books', url: urls.books, typeDefs: parse(booksSdl) },
    { name: 'reviews', url: urls.reviews, typeDefs: parse(reviewsSdl) },
  ]);
  if (!supergraphSdl) throw new Error(errors?.map((error) => error.message).join('\n'));
  return supergraphSdl;
}

const service = (name: string, typeDefs: string, resolvers: object): Promise<Served> =>
  serve({
    name,
    typeDefs,
    resolvers: resolvers as Record<string, unknown>,
    port: 0,
    log,
    ready: async () => undefined,
    context: () => ({}),
  });

export const startBooks = (): Promise<Served> =>
  service('books', booksSdl, {
    Query: {
      books: (_: unknown, { first }: { first: number }) => {
        if (first > 10) throw badInput('first', 'at most 10 books', first);
        return Array.from({ length: first }, (_, i) => ({ id: String(i), title: `Book ${i}` }));
      },
      broken: () => {
        throw new Error('select secret from passwords at /srv/books.ts:7');
      },
      slow: () => new Promise((resolve) => setTimeout(resolve, 5_000, 'late').unref()),
      count: () => 3,
    },
  });

export const startReviews = (): Promise<Served> =>
  service('reviews', reviewsSdl, {
    Book: { __resolveReference: ({ id }: { id: string }) => ({ id, stars: Number(id) % 5 }) },
  });

/** A server that answers every request the same, whatever it is. */
export async function startBroken(status: number, body: string): Promise<{ url: string } & AsyncDisposable> {
  const server: Server = createServer((request, response) => {
    request.resume();
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
