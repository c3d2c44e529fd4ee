import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { nodeArguments as gatewayArguments } from '@lzstock/gateway/node-arguments';
import { freePort } from '@lzstock/kit/local/free-port';
import type { Urls } from './server.ts';
import { type Load, told } from './world.ts';

/** Whether the server has a core of its own. */
export const pinned = availableParallelism() > 1 && spawnSync('taskset', ['-V']).status === 0;

const serverCore = 0;
const otherCore = 1;
const repository = fileURLToPath(new URL('../../../', import.meta.url));
const workerArguments = ['--import', new URL('compiled.ts', import.meta.url).href];

function spawnNode(core: number, file: string, env: object = {}, nodeArguments: readonly string[] = []): ChildProcess {
  const command = [process.execPath, '--no-warnings', ...nodeArguments, file];
  const [program, ...rest] = pinned ? ['taskset', '-c', String(core), ...command] : command;
  const child = spawn(program!, rest, {
    cwd: repository,
    env: { ...process.env, NODE_OPTIONS: '', ...env },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    serialization: 'advanced',
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

/** Whatever ends this process, none of these outlives it. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

/** A process on the core of everything but the server, spoken to by messages. */
export interface Worker extends AsyncDisposable {
  /** Resolves with the first message of `kind`. */
  told<T>(kind: string): Promise<T>;
  say(kind: string, more?: object): void;
  /** Says it and waits until it is done. */
  ask<T>(kind: string, more?: object): Promise<T>;
}

export function startWorker(name: string, env: object = {}): Worker {
  const child = spawnNode(otherCore, `ops/load/live/${name}.ts`, env, workerArguments);
  const say = (kind: string, more: object = {}) => void child.send({ kind, ...more });
  return {
    told: (kind) => told(child, kind),
    say,
    ask(kind, more) {
      const done = told(child, `${kind} done`);
      say(kind, more);
      return done as Promise<never>;
    },
    [Symbol.asyncDispose]: () => end(child, 'SIGKILL'),
  };
}

/** One of the compared servers, alone on its core. */
export interface Server extends AsyncDisposable {
  readonly pid: number;
  readonly port: number;
  /** Ends it without a goodbye. */
  kill(): Promise<void>;
}

export type ServerName = 'stock' | 'immediate' | 'batched' | 'ours';

export interface ServerOptions {
  readonly urls: Urls;
  readonly load: Load;
  /** Folder for a CPU profile, written when it ends. */
  readonly profile?: string | undefined;
  /** File of a supergraph that is not LZStock's. */
  readonly supergraph?: string | undefined;
  /** The port to listen on; any free one where left out. */
  readonly port?: number;
  /** More of the environment, where it is a gateway. */
  readonly env?: Readonly<Record<string, string>>;
}

export const flushMs = 100;

export async function startServer(name: ServerName, options: ServerOptions): Promise<Server> {
  const { urls, load, profile } = options;
  const ours = name === 'ours';
  const nodeArguments = [
    ...(name === 'stock' ? [] : gatewayArguments),
    ...(profile ? ['--cpu-prof', `--cpu-prof-dir=${profile}`] : []),
  ];
  const free = options.port ?? (await freePort());
  const env = ours
    ? {
        PORT: String(free),
        SUBGRAPH_URLS: Object.entries(urls)
          .map(([subgraph, url]) => `${subgraph}=${url}`)
          .join(','),
        ...(options.supergraph && { SUPERGRAPH: options.supergraph }),
        FLUSH_MS: String(flushMs),
        LIMITS: 'off',
        SAFELIST: 'off',
        LOG_LEVEL: 'error',
        ...options.env,
      }
    : {};
  const child = spawnNode(serverCore, ours ? 'gateway/src/main.ts' : `ops/load/live/${name}.ts`, env, nodeArguments);
  let port = free;
  if (ours) await listens(child);
  else {
    child.send({ kind: 'begin', urls, load });
    ({ port } = await told<{ readonly port: number }>(child, 'ready'));
  }
  return {
    pid: child.pid!,
    port,
    kill: () => end(child, 'SIGKILL'),
    [Symbol.asyncDispose]: () => end(child, profile ? 'SIGTERM' : 'SIGKILL'),
  };
}

async function listens(child: ChildProcess): Promise<void> {
  await Promise.race([
    once(child.stdout!, 'data'),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`the gateway ended with ${code}`))),
  ]);
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}
