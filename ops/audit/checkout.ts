import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '@lzstock/kit/local/free-port';
import type { Case } from './case.ts';

/** A checkout's own server: it serves each suite's subgraphs, the supergraph of them and the cases. */
export interface Checkout extends AsyncDisposable {
  suites(): Promise<string[]>;
  supergraph(suite: string): Promise<string>;
  cases(suite: string): Promise<Case[]>;
}

const patienceMs = 60_000;

/** Starts it; rejects with a sentence where the folder is no checkout, is not installed, or does not answer. */
export async function startCheckout(folder: string): Promise<Checkout> {
  const entry = join(folder, 'src/cli.ts');
  if (!existsSync(entry))
    throw new Error(`expected a checkout of graphql-hive/federation-gateway-audit, but ${entry} is missing`);
  if (!existsSync(join(folder, 'node_modules/tsx')))
    throw new Error(`expected an installed checkout: run \`npm install --ignore-scripts\` in ${folder}`);
  const port = await freePort();
  const child = spawn(
    process.execPath,
    ['--no-warnings', '--import', 'tsx', 'src/cli.ts', 'serve', '--port', `${port}`],
    {
      cwd: folder,
      env: { ...process.env, NODE_OPTIONS: '' },
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  const ended = once(child, 'exit');
  const read = async (path: string): Promise<Response> => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { signal: AbortSignal.timeout(patienceMs) });
    if (!response.ok) throw new Error(`expected 200 from the checkout's ${path}, came ${response.status}`);
    return response;
  };
  const checkout: Checkout = {
    suites: async () => (await read('/ids')).json() as Promise<string[]>,
    supergraph: async (suite) => (await read(`/${suite}/supergraph`)).text(),
    cases: async (suite) => (await read(`/${suite}/tests`)).json() as Promise<Case[]>,
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await ended;
    },
  };
  for (const end = performance.now() + patienceMs; ; ) {
    if (await checkout.suites().catch(() => null)) return checkout;
    if (child.exitCode === null && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 100));
    else {
      await checkout[Symbol.asyncDispose]();
      throw new Error('expected the server of the checkout to answer /ids, but it did not come up');
    }
  }
}
