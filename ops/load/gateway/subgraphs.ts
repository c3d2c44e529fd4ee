import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLog } from '@lzstock/kit/log';
import { createMultiplexServer } from '@lzstock/kit/multiplex/server';
import { signatureHeader } from '@lzstock/kit/signature/signature';
import { tell } from '../live/world.ts';
import { cpuSeconds } from '../process-tree.ts';
import { type Answered, createAnswers } from './answers.ts';
import { type SubgraphName, subgraphNames } from './graph/graph.ts';
import { secretOf } from './secret.ts';

/**
 * All subgraphs in one process, so cheap that the gateway before them is what is measured; counts what they are asked. They take requests from anybody, over
 * HTTP and multiplexed connections; one that was opened with a signature is sealed.
 */
let calls = 0;

const log = createLog({ name: 'subgraphs', level: 'warn' });

function failed(error: unknown): Answered {
  const text = JSON.stringify({ errors: [{ message: String(error) }] });
  return { text, bytes: Buffer.from(text) };
}

async function start(name: SubgraphName): Promise<[SubgraphName, string]> {
  const answers = createAnswers(name);
  const answer = (body: string): Promise<Answered> => {
    calls++;
    return answers(body).catch(failed);
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      const { bytes } = await answer((chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)).toString('utf8'));
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': bytes.length }).end(bytes);
    });
  });
  const multiplexed = (keys: readonly string[] | null) =>
    createMultiplexServer({ keys, log, answer: async ({ body }) => (await answer(JSON.stringify(body))).text });
  const sealed = multiplexed([secretOf(name)]);
  const open = multiplexed(null);
  server.on('upgrade', (request: IncomingMessage, socket, head) => {
    socket.on('error', () => socket.destroy());
    (signatureHeader in request.headers ? sealed : open).handleUpgrade(request, socket, head);
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
