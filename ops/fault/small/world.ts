import { closeSync, openSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@lzstock/kit/local/free-port';
import { createLog } from '@lzstock/kit/log';
import { type Served, serve } from '@lzstock/kit/serve';
import { newSubgraphKey } from '@lzstock/kit/signature/signature';
import { type ChaosProxy, chaosProxy } from '@lzstock/kit/testing/proxy';
import { request } from 'undici';
import { type Service, startService } from '../../services/service.ts';
import { scrape } from '../world/metrics.ts';
import { partsSdl, smallSupergraph } from './schema.ts';

/** One answer of the gateway. */
export interface Answer {
  /** Milliseconds of `performance.now()`, when it was asked. */
  readonly at: number;
  readonly ms: number;
  readonly status: number;
  readonly text: string;
}

/** A gateway and a subgraph as processes, the way between them in our hands, and a second subgraph that nothing happens to. */
export interface SmallWorld extends AsyncDisposable {
  readonly gateway: Service;
  readonly orders: Service;
  /** File that takes what the gateway logs. */
  readonly logFile: string;
  /** Between the gateway and `orders`. */
  readonly way: ChaosProxy;
  ask(query: string): Promise<Answer>;
  /** Asks at a steady rate until it is disposed. */
  load(query: string, perSecond: number): { readonly answers: readonly Answer[] } & AsyncDisposable;
  /** A figure of the gateway about `orders`, of one reason or all summed. */
  figure(name: string, reason?: string): Promise<number>;
}

export interface SmallWorldOptions {
  readonly multiplex: boolean;
  /** Where `orders` is, if it is none of the world's own. */
  readonly ordersUrl?: string;
  /** Takes the supergraph and tells where the gateway reads it; a file where left out. */
  readonly publish?: (supergraphSdl: string) => Promise<string>;
  /** Added to the environment of the gateway. */
  readonly gatewayEnv?: Readonly<Record<string, string>>;
  /** Arguments of Node itself for the gateway. */
  readonly gatewayArguments?: readonly string[];
}

export async function startSmallWorld(options: SmallWorldOptions): Promise<SmallWorld> {
  const { multiplex, ordersUrl } = options;
  await using opened = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'lzstock-small-'));
  opened.defer(() => rm(folder, { recursive: true, force: true }));
  const key = newSubgraphKey();
  const say = () => {};
  const orders = opened.use(
    startService({
      name: 'orders',
      main: 'ops/fault/small/orders.ts',
      env: { PORT: String(await freePort()), SUBGRAPH_SECRET: key },
      say,
    }),
  );
  const parts: Served = opened.use(
    await serve({
      name: 'parts',
      typeDefs: partsSdl,
      resolvers: { Query: { parts: () => [{ id: 'p', left: 3 }] } },
      context: () => ({}),
      port: 0,
      log: createLog({ name: 'parts', level: 'warn' }),
      ready: async () => {},
    }),
  );
  const way = opened.use(await chaosProxy({ to: ordersUrl ?? (await orders.listens) }));
  const file = join(folder, 'supergraph.graphql');
  const sdl = smallSupergraph({ orders: way.url, parts: parts.url });
  await writeFile(file, sdl);
  const supergraph = (await options.publish?.(sdl)) ?? file;
  const logFile = join(folder, 'log');
  const errors = openSync(logFile, 'a');
  opened.defer(() => closeSync(errors));
  const gateway = opened.use(
    startService({
      name: 'gateway',
      main: 'gateway/src/main.ts',
      env: {
        SUPERGRAPH: supergraph,
        PORT: String(await freePort()),
        SUBGRAPH_SECRETS: ordersUrl ? '' : `orders=${key}`,
        MULTIPLEX: multiplex ? 'on' : 'off',
        LIMITS: 'off',
        DEDUPLICATE: 'off',
        LOG_LEVEL: 'error',
        ...options.gatewayEnv,
      },
      nodeArguments: options.gatewayArguments,
      errors,
      say,
    }),
  );
  const url = await gateway.listens;

  async function ask(query: string): Promise<Answer> {
    const at = performance.now();
    const { statusCode, body } = await request(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
      signal: AbortSignal.timeout(10_000),
    });
    const text = await body.text();
    return { at, ms: performance.now() - at, status: statusCode, text };
  }

  const owned = opened.move();
  return {
    gateway,
    orders,
    logFile,
    way,
    ask,
    load(query, perSecond) {
      const answers: Answer[] = [];
      const running = new Set<Promise<void>>();
      const timer = setInterval(() => {
        const at = performance.now();
        const one = ask(query)
          .catch((error: unknown) => ({ at, ms: performance.now() - at, status: 0, text: String(error) }))
          .then((answer) => void answers.push(answer))
          .finally(() => running.delete(one));
        running.add(one);
      }, 1_000 / perSecond);
      return {
        answers,
        async [Symbol.asyncDispose]() {
          clearInterval(timer);
          await Promise.all(running);
        },
      };
    },
    async figure(name, reason) {
      const labels = ['subgraph="orders"', ...(reason ? [`reason="${reason}"`] : [])];
      let sum = 0;
      for (const [label, value] of await scrape(url))
        if (label.startsWith(`${name}{`) && labels.every((one) => label.includes(one))) sum += value;
      return sum;
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
