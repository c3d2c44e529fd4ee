import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@jest/globals';
import type { RequestInfo } from '@lzstock/kit/multiplex/request-info';
import { type Served, serve } from '@lzstock/kit/serve';
import { newSubgraphKey } from '@lzstock/kit/signature/signature';
import type { Viewer } from '@lzstock/kit/viewer';
import { Registry } from 'prom-client';
import { openWays, type WaysOptions } from '../src/to-subgraph/ways.ts';
import { type Cut, cutBefore } from './cut.ts';
import { log, until } from './live-world.ts';

const typeDefs = `
  type Query {
    echo(text: String!, afterMs: Int! = 0): String
    me: String
    large(bytes: Int!): String
    slow: Slow
    traced: String
  }
  type Slow { after(ms: Int!): Slow  reached: Int! }
  type Mutation { add(afterMs: Int! = 0): Int! }
`;

/** What the subgraph did. */
export interface Done {
  added: number;
  reached: number;
  /** Executions that were told that nobody waits any more. */
  cancelled: number;
  executed: number;
}

interface Context {
  readonly viewer: Viewer;
  readonly request: RequestInfo;
}

export const key = newSubgraphKey();

export function startEcho(done: Done, port = 0): Promise<Served> {
  return serve({
    name: 'echo',
    typeDefs,
    resolvers: {
      Query: {
        echo: async (_: unknown, { text, afterMs }: { text: string; afterMs: number }) => {
          if (afterMs > 0) await sleep(afterMs);
          return text;
        },
        me: (_: unknown, __: unknown, { viewer }: Context) => viewer.id,
        large: (_: unknown, { bytes }: { bytes: number }) => 'x'.repeat(bytes),
        slow: () => ({}),
        traced: (_: unknown, __: unknown, { request }: Context) => request.traceparent,
      },
      Slow: {
        after: async (_: unknown, { ms }: { ms: number }) => {
          await sleep(ms);
          return {};
        },
        reached: () => ++done.reached,
      },
      Mutation: {
        add: async (_: unknown, { afterMs }: { afterMs: number }) => {
          done.added++;
          if (afterMs > 0) await sleep(afterMs);
          return done.added;
        },
      },
    },
    context: (viewer, _resume, request): Context => {
      done.executed++;
      request.signal.addEventListener('abort', () => done.cancelled++, { once: true });
      return { viewer, request };
    },
    port,
    secrets: [key],
    log,
    ready: async () => {},
  });
}

/** A real subgraph behind a line that can be cut, and the ways to it. */
export async function startMultiplexWorld(options: Partial<WaysOptions> = {}) {
  const owned = new AsyncDisposableStack();
  const done: Done = { added: 0, reached: 0, cancelled: 0, executed: 0 };
  const subgraph = owned.use(await startEcho(done));
  const line: Cut = owned.use(await cutBefore(subgraph.url));
  const metrics = new Registry();
  const ways = owned.use(
    openWays({
      keys: { echo: key },
      deduplicate: false,
      multiplex: true,
      metrics,
      log,
      random: () => 0,
      limits: { concurrent: 1_000, queued: 20_000, deadlineMs: 20_000 },
      ...options,
    }),
  );
  const way = ways.to('echo', line.url);
  const figure = async (name: string): Promise<number> => {
    const metric = (await metrics.getMetricsAsJSON()).find((one) => one.name === name);
    return metric?.values.reduce((sum, { value }) => sum + value, 0) ?? Number.NaN;
  };
  let open = 0;
  return {
    subgraph,
    line,
    ways,
    done,
    figure,
    ask: (query: string, viewer: string | null = null, more: object = {}) =>
      way.ask({ query }, { viewer: { id: viewer }, ...more }),
    /** Asks until the connection is there. */
    async multiplexed(): Promise<void> {
      for (let tries = 0; open !== 1; tries++) {
        if (tries > 1_000) throw new Error('waited ten seconds for a multiplexed connection');
        await way.ask({ query: '{ me }' }, { viewer: { id: null } });
        open = await figure('gateway_subgraph_multiplexed');
        await sleep(10);
      }
      open = 0;
    },
    until,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

export type MultiplexWorld = Awaited<ReturnType<typeof startMultiplexWorld>>;

export const unavailable = (...path: (string | number)[]) => ({
  data: null,
  errors: [{ message: expect.any(String), path, extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }],
});
