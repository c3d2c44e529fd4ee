import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { readConfig } from '@lzstock/kit/config';
import { readBody, respond } from '@lzstock/kit/http';
import { createLog } from '@lzstock/kit/log';
import { runProcess } from '@lzstock/kit/process';
import { serve } from '@lzstock/kit/serve';
import { subgraphSecretsVariable } from '@lzstock/kit/signature/secret';
import { graphql, parse } from 'graphql';
import { z } from 'zod';
import { readersSdl, reviewsSdl, shelvesSdl, subgraphNames } from './graph.ts';
import { readers, reviews, shelves } from './resolvers.ts';

const mostHeard = 1_000;

/** The subgraphs of the library in one process. Its address is that of a page that tells theirs, and whether the text that it is sent came to the unmasked one. */
await runProcess('library', async (env) => {
  const { SUBGRAPH_SECRETS } = readConfig(z.object({ SUBGRAPH_SECRETS: subgraphSecretsVariable }), env);
  const opened = new AsyncDisposableStack();
  const log = createLog({ name: 'library', level: 'warn' });
  const count = { logins: 0 };
  const heard: string[] = [];
  const hear = (text: string) => {
    heard.push(text);
    if (heard.length > mostHeard) heard.shift();
  };
  const subgraph = async (name: string, typeDefs: string, resolvers: object): Promise<string> => {
    const served = await serve({
      name,
      typeDefs,
      resolvers: resolvers as Record<string, unknown>,
      context: () => ({}),
      port: 0,
      secrets: SUBGRAPH_SECRETS[name] ? [SUBGRAPH_SECRETS[name]] : null,
      log,
      ready: async () => undefined,
    });
    return opened.use(served).url;
  };
  const urls = {
    shelves: await subgraph(subgraphNames.shelves, shelvesSdl, shelves(count)),
    readers: await subgraph(subgraphNames.readers, readersSdl, readers),
    reviews: await unmasked(opened, hear),
  };
  const page = createServer(async (request, response) => {
    const text = (await readBody(request, 1_000)) || null;
    respond(response, 200, { urls, ...count, heard: text !== null && heard.some((each) => each.includes(text)) });
  });
  await new Promise<void>((resolve) => page.listen(0, '127.0.0.1', resolve));
  opened.defer(() => void page.close());
  return {
    url: `http://127.0.0.1:${(page.address() as AddressInfo).port}/`,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
});

/** A subgraph on bare graphql-js, which tells errors as they are. */
async function unmasked(opened: AsyncDisposableStack, hear: (text: string) => void): Promise<string> {
  const schema = buildSubgraphSchema([{ typeDefs: parse(reviewsSdl), resolvers: reviews as object as never }]);
  const server = createServer(async (request, response) => {
    const body = (await readBody(request, 5_000_000)) || '{}';
    hear(`${JSON.stringify(request.rawHeaders)}\n${body}`);
    const { query = '{ __typename }', variables } = JSON.parse(body) as {
      query?: string;
      variables?: Record<string, unknown>;
    };
    respond(response, 200, await graphql({ schema, source: query, variableValues: variables ?? null }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  opened.defer(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
}
