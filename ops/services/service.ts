import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../../', import.meta.url));

export interface ServiceOptions {
  readonly name: string;
  /** Path of its `main.ts`, from the root of the repository. */
  readonly main: string;
  /** What it reads, added to this process's environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Arguments of Node itself, for instance a bound on its memory. */
  readonly nodeArguments?: readonly string[] | undefined;
  /** File descriptor that takes what it says on standard error; this process's own where left out. */
  readonly errors?: number | undefined;
  readonly say: (line: string) => void;
}

/** How a process ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** One service as a process of its own, started again when it ends by itself. */
export interface Service extends AsyncDisposable {
  readonly name: string;
  /** Resolves with the address it printed when it listens; rejects where the first start fails or takes over a minute. */
  readonly listens: Promise<string>;
  /** Of the process that runs, or of the last one. */
  readonly pid: number;
  /** Processes of it that have listened, the present one included. */
  readonly starts: number;
  /** When the present process listened, in milliseconds of `performance.now()`. */
  readonly listensSince: number;
  /** How the process before the present one ended by itself, and when, in milliseconds of `performance.now()`; null where none did. */
  readonly ended: (Ended & { readonly at: number }) | null;
  /** Sends a signal to the present process; resolves when it has ended, whatever ends it. Another one is started then. */
  signal(signal: NodeJS.Signals): Promise<Ended>;
}

const firstWaitMs = 500;
const longestWaitMs = 10_000;
const startMs = 60_000;
const stopMs = 17_000;

export function startService(options: ServiceOptions): Service {
  const { name, main, env, say } = options;
  const first = Promise.withResolvers<string>();
  first.promise.catch(() => undefined);
  const late = setTimeout(() => first.reject(new Error(`${name} did not listen within a minute`)), startMs);
  let child: ChildProcess;
  let again: NodeJS.Timeout | undefined;
  let ending = false;
  let starts = 0;
  let listensSince = Number.NaN;
  let ended: Service['ended'] = null;
  let waitMs = firstWaitMs;

  function run(): void {
    child = spawn(process.execPath, [...(options.nodeArguments ?? []), main], {
      cwd: repository,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', options.errors ?? 'inherit'],
    });
    const { pid } = child;
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      const url = text.match(/https?:\/\/\S+/)?.[0];
      if (!url) return;
      say(`${name.padEnd(11)} pid ${String(pid).padEnd(8)} ${url}`);
      starts++;
      listensSince = performance.now();
      waitMs = firstWaitMs;
      clearTimeout(late);
      first.resolve(url);
    });
    child.once('error', (error) => first.reject(error));
    child.once('exit', (code, signal) => {
      if (ending) return;
      ended = { code, signal, at: performance.now() };
      if (starts === 0) {
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

  function signal(signal: NodeJS.Signals): Promise<Ended> {
    const signalled = child;
    if (hasEnded(signalled)) return Promise.resolve({ code: signalled.exitCode, signal: signalled.signalCode });
    const exited = new Promise<Ended>((resolve) =>
      signalled.once('exit', (code, endedBy) => resolve({ code, signal: endedBy })),
    );
    signalled.kill(signal);
    return exited;
  }

  run();
  return {
    name,
    listens: first.promise,
    get pid() {
      return child.pid!;
    },
    get starts() {
      return starts;
    },
    get listensSince() {
      return listensSince;
    },
    get ended() {
      return ended;
    },
    signal,
    async [Symbol.asyncDispose]() {
      ending = true;
      clearTimeout(again);
      clearTimeout(late);
      const cut = setTimeout(() => child.kill('SIGKILL'), stopMs);
      await signal('SIGTERM');
      clearTimeout(cut);
    },
  };
}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;
