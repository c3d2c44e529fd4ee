import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { Served } from '@lzstock/kit/serve';
import { startBooks, startReviews, supergraphOf } from './two-subgraphs.ts';

const main = join(import.meta.dirname, '../src/main.ts');

let books: Served;
let reviews: Served;
let folder: string;

beforeEach(async () => {
  [books, reviews] = await Promise.all([startBooks(), startReviews()]);
  folder = await mkdtemp(join(tmpdir(), 'kept-'));
});
afterEach(async () => {
  await Promise.all([books[Symbol.asyncDispose](), reviews[Symbol.asyncDispose]()]);
  await rm(folder, { recursive: true });
});

/** Whoever publishes the supergraph. */
async function startPublisher(sdl: string, port = 0): Promise<Server & { readonly at: string }> {
  const server = createServer((_request, response) => response.end(sdl));
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return Object.assign(server, { at: `http://127.0.0.1:${(server.address() as AddressInfo).port}/supergraph` });
}

/** A gateway as a process; what it says, and its address or its exit code. */
function startGatewayProcess(env: Record<string, string>) {
  const child = spawn(process.execPath, ['--no-warnings', main], {
    env: { ...process.env, PORT: '0', LOG_LEVEL: 'error', SAFELIST: 'off', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += String(chunk);
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const listens = new Promise<string>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      const url = /gateway (\S+)/.exec(String(chunk))?.[1];
      if (url) resolve(url);
    });
  });
  return {
    said: () => said,
    outcome: Promise.race([listens, ended]),
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

const count = async (url: string): Promise<unknown> => {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"query":"{ books(first: 1) { title stars } }"}',
  });
  return response.json();
};

it('a gateway starts from what it served last while whoever publishes the supergraph is away, and says how old that is', async () => {
  const sdl = supergraphOf({ books: books.url, reviews: reviews.url });
  const publisher = await startPublisher(sdl);
  const env = { SUPERGRAPH: publisher.at, SUPERGRAPH_KEPT: join(folder, 'supergraph.graphql') };
  const whole = { data: { books: [{ title: 'Book 0', stars: 0 }] } };
  {
    await using first = startGatewayProcess(env);
    expect(await count(String(await first.outcome))).toEqual(whole);
  }
  expect(await readFile(env.SUPERGRAPH_KEPT, 'utf8')).toBe(sdl);
  publisher.closeAllConnections();
  await new Promise((resolve) => publisher.close(resolve));

  await using second = startGatewayProcess(env);
  expect(await count(String(await second.outcome))).toEqual(whole);
  expect(second.said()).toMatch(/"ageSeconds":\d+/);

  await using without = startGatewayProcess({ ...env, SUPERGRAPH_KEPT: join(folder, 'nothing') });
  expect(await without.outcome).toBe(2);
  expect(without.said()).toContain('SUPERGRAPH: expected a file or an address');
});
