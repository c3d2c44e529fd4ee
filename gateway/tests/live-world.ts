import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { Resume } from '@lzstock/kit/live/resume';
import { createLog } from '@lzstock/kit/log';
import { memoryRedis } from '@lzstock/kit/redis/memory';
import type { Redis } from '@lzstock/kit/redis/ports';
import { serve } from '@lzstock/kit/serve';
import { encodeViewer, type Viewer, viewerHeader } from '@lzstock/kit/viewer';
import type { ExecutionResult } from 'graphql';
import { type Client, type ClientOptions, createClient } from 'graphql-ws';
import { Registry } from 'prom-client';
import { WebSocket } from 'ws';
import { openEntityCaches } from '../src/entity-cache/entity-caches.ts';
import { type Graph, openGraph } from '../src/graph.ts';
import { createLive, type Live } from '../src/live/live.ts';
import type { LivePorts } from '../src/live/ports.ts';
import type { SubgraphAnswer, ToSubgraph } from '../src/to-subgraph/subgraph.ts';
import { type Cut, cutBefore } from './cut.ts';
import {
  notesResolvers,
  notesSdl,
  Places,
  placesResolvers,
  placesSdl,
  Sensors,
  sensorsResolvers,
  sensorsSdl,
  weatherSupergraph,
} from './weather.ts';

export const log = createLog({ name: 'test', level: 'silent' });

export interface World extends AsyncDisposable {
  readonly url: string;
  readonly live: Live;
  readonly sensors: Sensors;
  /** The joined subgraph whose entities are remembered. */
  readonly places: Places;
  /** Carries what contexts tell of their entities. */
  readonly redis: Redis;
  readonly lines: Readonly<Record<'sensors' | 'places' | 'notes', Cut>>;
  readonly metrics: Registry;
  /** Serves another supergraph. Throws where the text is none. */
  replace(supergraphSdl: string): void;
  /** Stops the sensors as a deployment would: politely, for good. */
  stopSensors(): Promise<void>;
  client(options?: Partial<ClientOptions>): Client;
  /** Resolves when the live room has nothing open any more. */
  quiet(): Promise<void>;
}

const away = { message: 'away', extensions: { code: 'SUBGRAPH_UNAVAILABLE' } };

/** A plain HTTP request to a subgraph, as a gateway would send it. */
const fetchFrom = (url: string): ToSubgraph => ({
  async ask(request, context) {
    const viewer = encodeViewer(context.viewer);
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(viewer && { [viewerHeader]: viewer }) },
        body: JSON.stringify({ query: request.query, variables: request.variables }),
      });
      return (await response.json()) as SubgraphAnswer;
    } catch {
      return { data: null, errors: [away] };
    }
  },
});

/** Three real subgraphs behind lines that can be cut, and the live room before them, each on a port of its own. */
export async function startWorld(options: Partial<LivePorts> & { readonly declared?: boolean } = {}): Promise<World> {
  const { declared = true, ...ports } = options;
  const opened = new AsyncDisposableStack();
  const sensors = new Sensors();
  const places = new Places();
  const redis = memoryRedis();
  const ready = async () => {};
  const servers = new Map<string, AsyncDisposable>();
  const subgraph = async (name: string, typeDefs: string, resolvers: object) => {
    const context = (viewer: Viewer, resume: Resume | null) => ({ viewer, resume });
    const served = await serve({ name, typeDefs, resolvers: resolvers as never, context, port: 0, log, ready });
    opened.use(served);
    servers.set(name, served);
    return opened.use(await cutBefore(served.url));
  };
  const lines = {
    sensors: await subgraph('sensors', sensorsSdl(declared), sensorsResolvers(sensors)),
    places: await subgraph('places', placesSdl, placesResolvers(places)),
    notes: await subgraph('notes', notesSdl, notesResolvers),
  };
  const metrics = new Registry();
  const caches = opened.use(openEntityCaches({ redis, metrics, log }));
  const isPublic = (name: string) => name !== 'notes';
  const waysOver = (graph: Graph): ReadonlyMap<string, ToSubgraph> =>
    new Map(
      Object.entries(lines).map(([name, line]) => {
        const { ask } = fetchFrom(line.url);
        const to: ToSubgraph = {
          ask(request, context) {
            if (name === 'places') places.fetches++;
            return ask(request, context);
          },
        };
        return [name, isPublic(name) ? caches.before(to, name, graph) : to];
      }),
    );
  const graph = openGraph(weatherSupergraph(declared));
  let ways = waysOver(graph);
  const live = createLive({
    graph,
    subgraphUrl: (name) => lines[name as keyof typeof lines].url,
    toSubgraph: (name) => ways.get(name)!,
    publicSubgraphs: isPublic,
    execute: async () => ({ data: { asked: true } }),
    authenticate: ({ token }) => ({ viewer: { id: typeof token === 'string' ? token : null } }),
    formatErrors: (errors) =>
      errors.map(({ message, path, extensions: { serviceName: _, ...extensions } }) => ({
        message,
        ...(path && { path }),
        extensions,
      })),
    log,
    metrics,
    flushMs: 20,
    ...ports,
  });
  const server = createServer();
  server.on('upgrade', (request, socket, head) => live.handleUpgrade(request, socket, head));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
  const clients: Client[] = [];
  return {
    url,
    live,
    sensors,
    places,
    redis,
    lines,
    metrics,
    replace(supergraphSdl) {
      const next = openGraph(supergraphSdl);
      ways = waysOver(next);
      live.replace(next);
    },
    stopSensors: async () => servers.get('sensors')?.[Symbol.asyncDispose](),
    client(options = {}) {
      const client = createClient({ url, webSocketImpl: WebSocket, retryAttempts: 0, ...options });
      clients.push(client);
      return client;
    },
    quiet: () =>
      until(
        () => Object.values(live.open).every((count) => count === 0) && sensors.listeners.size === 0,
        () => JSON.stringify({ ...live.open, listeners: sensors.listeners.size }),
      ),
    async [Symbol.asyncDispose]() {
      await Promise.all(clients.map((client) => client.dispose()));
      await live[Symbol.asyncDispose]();
      await new Promise((resolve) => server.close(resolve));
      await opened.disposeAsync();
    },
  };
}

/** Waits until it is so; says what was instead after ten seconds. */
export async function until(holds: () => boolean, told: () => string = () => String(holds)): Promise<void> {
  for (let waited = 0; !holds(); waited += 10) {
    if (waited > 10_000) throw new Error(`waited ten seconds, came ${told()}`);
    await wait(10);
  }
}

// biome-ignore lint/suspicious/noExplicitAny: answers of any operation
export type Answer = ExecutionResult<any>;

export interface Heard {
  readonly values: Answer[];
  readonly errors: unknown[];
  readonly completed: boolean;
  leave(): void;
}

/** Subscribes and keeps what comes. */
export function hear(client: Client, query: string, variables: Record<string, unknown> = {}): Heard {
  const values: Answer[] = [];
  const errors: unknown[] = [];
  let completed = false;
  const leave = client.subscribe(
    { query, variables },
    {
      next: (value) => values.push(value as Answer),
      error: (error) => errors.push(error),
      complete: () => {
        completed = true;
      },
    },
  );
  return {
    values,
    errors,
    leave,
    get completed() {
      return completed;
    },
  };
}
