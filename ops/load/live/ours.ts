import { readFileSync } from 'node:fs';
import { createLive } from '@lzstock/gateway/live/live';
import { createLog } from '@lzstock/kit/log';
import { Pool } from 'undici';
import { runServer, type Urls } from './server.ts';

/** The live room of the gateway over the committed supergraph. */
const supergraph = new URL('../../../schema/supergraph.graphql', import.meta.url);

await runServer((server, urls) => {
  const live = createLive({
    supergraphSdl: readFileSync(supergraph, 'utf8'),
    subgraphUrl: (name) => urls[name as keyof Urls],
    fetchSubgraph(name) {
      const { origin, pathname: path } = new URL(urls[name as keyof Urls]);
      const pool = new Pool(origin);
      return {
        async process({ request: { query, variables } }) {
          const body = JSON.stringify({ query, variables });
          const answer = await pool.request({
            method: 'POST',
            path,
            headers: { 'content-type': 'application/json' },
            body,
          });
          return (await answer.body.json()) as object;
        },
      };
    },
    publicSubgraphs: () => true,
    execute: async () => ({ data: null }),
    formatErrors: (errors) => errors.map((error) => error.toJSON()),
    log: createLog({ name: 'ours', level: 'warn' }),
    flushMs: 100,
  });
  server.on('upgrade', (request, socket, head) => live.handleUpgrade(request, socket, head));
});
