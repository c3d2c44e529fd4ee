import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Runs tasks of all workspaces with Turborepo, as many at once as there are processors, telling nobody. Resolves to its exit code. */
export async function runTurbo(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<number> {
  const turbo = join(root, 'node_modules', 'turbo', 'bin', 'turbo');
  const concurrency = `--concurrency=${Math.max(2, availableParallelism())}`;
  const child = spawn(process.execPath, [turbo, 'run', ...args, concurrency], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', ...env },
  });
  const forward = (signal: NodeJS.Signals): boolean => child.kill(signal);
  process.on('SIGINT', forward);
  process.on('SIGTERM', forward);
  try {
    const [code] = await once(child, 'exit');
    return code ?? 1;
  } finally {
    process.off('SIGINT', forward);
    process.off('SIGTERM', forward);
  }
}
