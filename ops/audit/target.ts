import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { freePort } from '@lzstock/kit/local/free-port';
import type { Answer } from './case.ts';

export type TargetName = 'stock' | 'lz';

/** A gateway over one suite's supergraph. */
export interface Target extends AsyncDisposable {
  ask(query: string): Promise<Answer>;
}

const repository = fileURLToPath(new URL('../../', import.meta.url));
const files: Readonly<Record<TargetName, string>> = {
  stock: 'ops/load/gateway/server/stock.ts',
  lz: 'gateway/src/main.ts',
};
const startMs = 60_000;
const askMs = 15_000;

/**
 * Starts it with every bound on strangers off; what it writes goes to the file `log`. Resolves when it answers, and also when it ended instead: then every
 * question is answered with an error.
 */
export async function startTarget(name: TargetName, supergraph: string, log: string): Promise<Target> {
  const port = await freePort();
  const output = openSync(log, 'w');
  const child = spawn(process.execPath, ['--no-warnings', files[name]], {
    cwd: repository,
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      NODE_ENV: 'production',
      APOLLO_TELEMETRY_DISABLED: 'true',
      SUPERGRAPH: supergraph,
      PORT: String(port),
      LIMITS: 'off',
      INTROSPECTION: 'on',
    },
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  const ended = once(child, 'exit');
  const ask = async (query: string): Promise<Answer> => {
    const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
      method: 'POST',
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
      signal: AbortSignal.timeout(askMs),
    });
    return response.json() as Promise<Answer>;
  };
  for (const end = performance.now() + startMs; child.exitCode === null && performance.now() < end; ) {
    if (await ask('{ __typename }').catch(() => null)) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    ask: (query) => ask(query).catch((error: unknown) => ({ errors: [{ message: `no answer: ${error}` }] })),
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await ended;
    },
  };
}
