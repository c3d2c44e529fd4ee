import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../../', import.meta.url));

export interface ServiceOptions {
  readonly name: string;
  /** Path of its `main.ts`, from the root of the repository. */
  readonly main: string;
  /** What it reads, added to this process's environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly say: (line: string) => void;
}

/** One service as a process of its own, started again when it ends by itself. */
export interface Service extends AsyncDisposable {
  /** Resolves with the address it printed when it listens; rejects where the first start fails or takes over a minute. */
  readonly listens: Promise<string>;
}

const firstWaitMs = 500;
const longestWaitMs = 10_000;
const startMs = 60_000;
const stopMs = 17_000;

export function startService({ name, main, env, say }: ServiceOptions): Service {
  const first = Promise.withResolvers<string>();
  first.promise.catch(() => undefined);
  const late = setTimeout(() => first.reject(new Error(`${name} did not listen within a minute`)), startMs);
  let child: ChildProcess;
  let again: NodeJS.Timeout | undefined;
  let ending = false;
  let listened = false;
  let waitMs = firstWaitMs;

  function run(): void {
    child = spawn(process.execPath, [main], {
      cwd: repository,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const { pid } = child;
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      const url = text.match(/https?:\/\/\S+/)?.[0];
      if (!url) return;
      say(`${name.padEnd(11)} pid ${String(pid).padEnd(8)} ${url}`);
      listened = true;
      waitMs = firstWaitMs;
      clearTimeout(late);
      first.resolve(url);
    });
    child.once('error', (error) => first.reject(error));
    child.once('exit', (code, signal) => {
      if (ending) return;
      if (!listened) {
        clearTimeout(late);
        first.reject(new Error(`${name} ended with ${signal ?? code} before it listened`));
        return;
      }
      say(
        `${name.padEnd(11)} pid ${String(pid).padEnd(8)} ended with ${signal ?? code}; started again in ${waitMs} ms`,
      );
      again = setTimeout(run, waitMs);
      waitMs = Math.min(waitMs * 2, longestWaitMs);
    });
  }

  run();
  return {
    listens: first.promise,
    async [Symbol.asyncDispose]() {
      ending = true;
      clearTimeout(again);
      clearTimeout(late);
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
      child.kill('SIGTERM');
      const cut = setTimeout(() => child.kill('SIGKILL'), stopMs);
      await ended;
      clearTimeout(cut);
    },
  };
}
