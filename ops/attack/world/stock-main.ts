import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { ApolloGateway } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { portVariable, readConfig } from '@lzstock/kit/config';
import { runProcess } from '@lzstock/kit/process';
import { parse } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { z } from 'zod';
import { shelvesSdl } from './library/graph.ts';
import { shelves } from './library/resolvers.ts';

const variables = z.object({ SUPERGRAPH: z.string(), PORT: portVariable, SOCKET_PORT: portVariable });

/**
 * Apollo Server with Apollo Gateway as their documentation starts them in production. Apollo Gateway takes no subscriptions; beside it `useServer` of
 * graphql-ws serves the subgraph that has some, as its README shows.
 */
await runProcess('stock', async (env) => {
  const { SUPERGRAPH, PORT, SOCKET_PORT } = readConfig(variables, env);
  const gateway = new ApolloGateway({ supergraphSdl: await readFile(SUPERGRAPH, 'utf8') });
  const server = new ApolloServer({ gateway });
  const { url } = await startStandaloneServer(server, { listen: { port: PORT, host: '127.0.0.1' } });
  const http = createServer();
  const sockets = new WebSocketServer({ server: http, path: '/graphql' });
  const schema = buildSubgraphSchema([
    { typeDefs: parse(shelvesSdl), resolvers: shelves({ logins: 0 }) as object as never },
  ]);
  const live = useServer({ schema }, sockets);
  await new Promise<void>((resolve) => http.listen(SOCKET_PORT, '127.0.0.1', resolve));
  return {
    url,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets.clients) socket.terminate();
      await live.dispose();
      http.close();
      await server.stop();
    },
  };
});
