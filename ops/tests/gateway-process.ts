import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually } from '../e2e/graph.ts';

const main = fileURLToPath(new URL('../../gateway/src/main.ts', import.meta.url));

/** A gateway in a process of its own, which can die and come back at the same address. */
export interface GatewayProcess extends AsyncDisposable {
  readonly port: number;
  /** Starts it and resolves when it answers. */
  start(): Promise<void>;
  /** Kills it without a word. */
  kill(): Promise<void>;
  /** Asks it to end, as a deployment does. */
  stop(): Promise<void>;
}

/** Prepares a process that is not started yet, on a port that is free now. */
export async function gatewayProcess(supergraphSdl: string): Promise<GatewayProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'lzstock-gateway-'));
  const supergraph = join(folder, 'supergraph.graphql');
  await writeFile(supergraph, supergraphSdl);
  const port = await freePort();
  let child: ChildProcess | null = null;

  async function end(signal: NodeJS.Signals): Promise<void> {
    const ending = child;
    child = null;
    if (!ending || ending.exitCode !== null || ending.signalCode !== null) return;
    const exited = new Promise((resolve) => ending.once('exit', resolve));
    ending.kill(signal);
    const cut = setTimeout(() => ending.kill('SIGKILL'), 15_000);
    await exited;
    clearTimeout(cut);
  }

  return {
    port,
    async start() {
      const env = { SUPERGRAPH: supergraph, PORT: String(port), FLUSH_MS: '5', LOG_LEVEL: 'silent' };
      child = spawn(process.execPath, [main], { env: { ...process.env, NODE_OPTIONS: '', ...env }, stdio: 'ignore' });
      await eventually('a gateway that is ready', async () => (await fetch(`http://127.0.0.1:${port}/health`)).ok);
    },
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
    async [Symbol.asyncDispose]() {
      await end('SIGKILL');
      await rm(folder, { recursive: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
