import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openGraph } from '@lzstock/gateway/graph';
import { createLive } from '@lzstock/gateway/live/live';
import type { LivePorts } from '@lzstock/gateway/live/ports';
import { createLiveConnection, type LiveConnection } from '@lzstock/live/connection';
import { createLiveValues } from '@lzstock/live/live-values';
import { within } from '@lzstock/live/schedule';
import { eventually } from '../e2e/graph.ts';
import { quiet, type SmallGraph, startSmallGraph } from './small-graph.ts';

interface Counter {
  readonly id: string;
  readonly run: string;
  readonly seq: number;
  readonly state: 'FRESH' | 'STALE';
  readonly label?: string;
}

function follow(connection: LiveConnection, selection: string) {
  const counters = createLiveValues<Counter>({
    connection,
    query: `subscription Follow($ids: [ID!]!) { counts(ids: $ids) { ${selection} } }`,
    variable: 'ids',
    read: ({ counts }: { counts: Counter }) => counts,
    key: ({ id }) => id,
    place: ({ run, seq }) => ({ epoch: run, seq }),
    isStale: ({ state }) => state === 'STALE',
    schedule: within(5),
  });
  const reaches = (id: string, seq: number) =>
    eventually(
      `${id} at ${seq}, fresh`,
      async () => counters.store.get(id)?.seq === seq && counters.store.standing(id) === 'fresh',
    );
  return { ...counters, reaches };
}

let graph: SmallGraph;
beforeAll(async () => {
  graph = await startSmallGraph();
});
afterAll(async () => {
  await graph[Symbol.asyncDispose]();
});

/** The live room alone, with sign-in. */
async function startSignIn(authenticate: NonNullable<LivePorts['authenticate']>) {
  const counters = graph.supergraphSdl.match(/name: "counters", url: "([^"]+)"/)?.[1] ?? '';
  const live = createLive({
    graph: openGraph(graph.supergraphSdl),
    subgraphUrl: () => counters,
    toSubgraph: (name) => {
      throw new Error(`expected nothing joined, came ${name}`);
    },
    publicSubgraphs: () => true,
    execute: async () => ({ data: null }),
    formatErrors: (errors) => errors.map(({ message, extensions }) => ({ message, extensions })),
    flushMs: 5,
    log: quiet,
    authenticate,
  });
  const server = createServer();
  server.on('upgrade', (request, socket, head) => live.handleUpgrade(request, socket, head));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    live,
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    async [Symbol.asyncDispose]() {
      await live[Symbol.asyncDispose]();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe('the client library and the gateway', () => {
  it('keep values through a drain, mark them, and go on with the present', async () => {
    const first = await graph.gateway(0);
    using connection = createLiveConnection({ url: first.url.replace('http', 'ws'), random: () => 0.1 });
    const counters = follow(connection, 'id run seq state label');
    counters.watch('a');
    counters.watch('b');
    await counters.reaches('a', 0);
    graph.counters.add('a');
    await counters.reaches('a', 1);
    expect(counters.store.get('a')?.label).toBe('Counter a');

    await first[Symbol.asyncDispose]();
    await eventually('lost', async () => counters.store.standing('a') === 'lost');
    expect(counters.store.get('a')?.seq).toBe(1);
    graph.counters.add('a');
    const second = await graph.gateway(first.port);
    await counters.reaches('a', 2);
    await counters.reaches('b', 0);

    counters[Symbol.dispose]();
    connection[Symbol.dispose]();
    await graph.quiet(second);
    await second[Symbol.asyncDispose]();
  });

  it('renew a sign-in on the open socket', async () => {
    const shown: unknown[] = [];
    await using room = await startSignIn(({ token }) => {
      shown.push(token);
      return { viewer: { id: 'ada' }, expiresAt: Date.now() + 2_000 };
    });
    const codes: (number | null)[] = [];
    let number = 0;
    using connection = createLiveConnection({
      url: room.url,
      token: async () => ({ token: `t${++number}`, expiresAt: Date.now() + 2_000 }),
    });
    connection.onStatus(() => codes.push(connection.status().closeCode));
    const counters = follow(connection, 'id run seq state');
    counters.watch('c');
    await eventually('three renewals', async () => shown.length >= 4);
    graph.counters.add('c');
    await counters.reaches('c', 1);
    expect(shown.slice(0, 4)).toEqual(['t1', 't2', 't3', 't4']);
    expect(codes).toEqual([null]);
    counters[Symbol.dispose]();
  });

  it.each([
    ['was revoked', 4403],
    ['ran out', 4801],
  ])('come back with a fresh ticket where the sign-in %s', async (how, code) => {
    await using room = await startSignIn(({ token }) => {
      if (token === 'old' && code === 4801) return { viewer: { id: 'ada' }, expiresAt: Date.now() + 50 };
      return { viewer: { id: 'ada' } };
    });
    const asked: boolean[] = [];
    const codes = new Set<number | null>();
    using connection = createLiveConnection({
      url: room.url,
      random: () => 0.1,
      token: async ({ fresh }) => {
        asked.push(fresh);
        return fresh ? 'new' : 'old';
      },
    });
    connection.onStatus(() => codes.add(connection.status().closeCode));
    await eventually(`live, before it ${how}`, async () => connection.status().phase === 'live');
    if (code === 4403) room.live.revoke('ada');
    await eventually('a fresh ticket', async () => asked.includes(true) && connection.status().phase === 'live');
    expect(asked).toEqual([false, true]);
    expect([...codes]).toEqual([null, code]);
  });
});
