import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Served } from '@lzstock/kit/serve';
import { startGateway } from '../src/gateway.ts';
import { followSupergraph } from '../src/supergraph.ts';
import { log, startBooks, startReviews, supergraphOf } from './two-subgraphs.ts';

const config = { port: 0, flushMs: 20, limits: true, csrf: true, introspection: false, allowedOrigins: [], log };

let books: Served;
let reviews: Served;
let folder: string;

beforeAll(async () => {
  [books, reviews] = await Promise.all([startBooks(), startReviews()]);
  folder = await mkdtemp(join(tmpdir(), 'supergraph-'));
});

afterAll(async () => {
  await Promise.all([books[Symbol.asyncDispose](), reviews[Symbol.asyncDispose]()]);
  await rm(folder, { recursive: true });
});

async function ask(url: string, query: string) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  return { status: response.status, body: await response.json() };
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`expected within 10 s: ${what}`);
}

describe('a changed supergraph', () => {
  it('is served without one failed request, and one that is none changes nothing', async () => {
    const before = supergraphOf({ books: books.url, reviews: reviews.url });
    const after = before
      .replace('count: Int!', 'count: Int! @deprecated(reason: "gone soon")')
      .replace(/^ {2}slow: .*$/m, '');
    expect(after).not.toBe(before);
    const path = join(folder, 'supergraph.graphql');
    await writeFile(path, before);
    await using gateway = await startGateway({ ...config, supergraphSdl: before });
    await using _following = followSupergraph({ source: path, present: before, changed: gateway.replace, log });
    const statuses: number[] = [];
    let running = true;
    const load = (async () => {
      while (running) statuses.push((await ask(gateway.url, '{ books(first: 2) { title stars } }')).status);
    })();
    const hasSlow = async () =>
      (await ask(gateway.url, '{ __typename @skip(if: false) ...on Query { slow @skip(if: true) } }')).status === 200;

    expect(await hasSlow()).toBe(true);
    await writeFile(path, after);
    await until('the new supergraph', async () => !(await hasSlow()));
    await writeFile(path, 'type Query { half');
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    expect(await hasSlow()).toBe(false);
    await writeFile(path, before);
    await until('the old supergraph again', hasSlow);

    running = false;
    await load;
    expect(statuses.length).toBeGreaterThan(10);
    expect(new Set(statuses)).toEqual(new Set([200]));
  });
});
