import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tell } from '../live/world.ts';
import { cpuSeconds } from '../process-tree.ts';
import { createAnswers } from './answers.ts';
import { type SubgraphName, subgraphNames } from './graph/graph.ts';

/** All subgraphs in one process, so cheap that the gateway before them is what is measured; counts what they are asked. */
let calls = 0;

async function start(name: SubgraphName): Promise<[SubgraphName, string]> {
  const answer = createAnswers(name);
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      calls++;
      const body = await answer((chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)).toString('utf8')).catch(
        (error: unknown) => Buffer.from(JSON.stringify({ errors: [{ message: String(error) }] })),
      );
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length }).end(body);
    });
  });
  server.keepAliveTimeout = 75_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return [name, `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`];
}

const urls = Object.fromEntries(await Promise.all(subgraphNames.map(start)));

process.on('message', async ({ kind }: { readonly kind: string }) => {
  if (kind !== 'count') return;
  tell({ kind: 'count done', calls, cpu: await cpuSeconds(process.pid) });
  calls = 0;
});
process.once('disconnect', () => process.exit());
tell({ kind: 'ready', urls });
