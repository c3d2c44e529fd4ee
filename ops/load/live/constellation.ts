import {
  type Server,
  type ServerName,
  type ServerOptions,
  startServer,
  startWorker,
  type Worker,
} from './processes.ts';
import type { Urls } from './server.ts';
import type { Load } from './world.ts';

/** One server with what feeds it and who reads it. */
export interface Constellation extends AsyncDisposable {
  readonly source: Worker;
  readonly server: Server;
  readonly clients: Worker;
  readonly urls: Urls;
}

export type ConstellationOptions = Omit<ServerOptions, 'urls' | 'load'>;

/** Which programs of this folder feed and read. */
export interface Workers {
  /** `source` where left out. */
  readonly source?: string;
  /** Whether the ways around the real market can be cut. */
  readonly ways?: boolean;
  /** Whether `companies` beside the real market is real too. */
  readonly companies?: 'real';
  /** `clients` where left out. */
  readonly clients?: string;
  /** What the clients sign in with; they are visitors without. */
  readonly tokens?: readonly string[];
}

/** Starts a source, a server and a process of clients, not connected yet. */
export async function startConstellation(
  name: ServerName,
  load: Load,
  options: ConstellationOptions = {},
  workers: Workers = {},
): Promise<Constellation> {
  await using opened = new AsyncDisposableStack();
  const source = opened.use(startWorker(workers.source ?? 'source'));
  source.say('begin', { load, ways: workers.ways, companies: workers.companies });
  const { urls } = await source.told<{ readonly urls: Urls }>('ready');
  const server = opened.use(await startServer(name, { ...options, urls, load }));
  const clients = opened.use(startWorker(workers.clients ?? 'clients'));
  clients.say('begin', { load, port: server.port, tokens: workers.tokens });
  await clients.told('ready');
  const owned = opened.move();
  return { source, server, clients, urls, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** Numbers of a gateway's `/metrics`, by name. */
export async function scrape(port: number): Promise<ReadonlyMap<string, number>> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return new Map(
    text
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]),
  );
}
