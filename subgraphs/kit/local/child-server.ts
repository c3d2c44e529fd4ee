import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

/** The user and group a server runs as. */
export interface RunAs {
  readonly uid: number;
  readonly gid: number;
}

/** A server that runs as a child of this process and ends with it, however this process ends. */
export interface ChildServer {
  readonly pid: number;
  /** Resolves when the server has ended, with its exit code, or null where a signal ended it. Never rejects. */
  readonly exited: Promise<number | null>;
  /** Sends each signal in turn until the server has ended, waiting `ms` after each, and SIGKILL at last. Resolves when it has ended. */
  stop(steps: readonly { readonly signal: NodeJS.Signals; readonly ms: number }[]): Promise<void>;
}

export interface ChildServerOptions {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly runAs: RunAs | null;
  /** A file descriptor that takes what the server says; 'ignore' where nobody reads it. */
  readonly output: number | 'ignore';
  /** Given to the server on its standard input. */
  readonly input?: string;
  /** Sent to the server when this process dies without stopping it. */
  readonly orphanSignal: 'INT' | 'TERM';
}

/** Starts a program in a session of its own, so that Ctrl-C reaches this process alone. Rejects where it cannot be executed. */
export async function startChildServer(command: string, options: ChildServerOptions): Promise<ChildServer> {
  const child = spawn(command, [...options.args], {
    cwd: options.cwd,
    env: { ...options.env },
    stdio: [options.input === undefined ? 'ignore' : 'pipe', options.output, options.output],
    detached: true,
    ...options.runAs,
  });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  child.stdin?.once('error', () => {}).end(options.input);
  child.unref();
  const pid = child.pid!;
  const warden = watchOver(pid, options.orphanSignal);
  exited.then(() => warden?.kill('SIGKILL'));
  return {
    pid,
    exited,
    async stop(steps) {
      for (const { signal, ms } of [...steps, { signal: 'SIGKILL' as const, ms: 5_000 }]) {
        child.kill(signal);
        if (await within(exited, ms)) return;
      }
      throw new Error(`expected process ${pid} (${command}) to end after SIGKILL, it did not`);
    },
  };
}

async function within(ended: Promise<unknown>, ms: number): Promise<boolean> {
  const cancel = new AbortController();
  try {
    return await Promise.race([ended.then(() => true), sleep(ms, false, { signal: cancel.signal })]);
  } finally {
    cancel.abort();
  }
}

/** A shell that waits for the end of a pipe only this process holds open: even SIGKILL of this process ends it, and the server is told. */
function watchOver(pid: number, signal: string): ChildProcess | null {
  if (process.platform === 'win32') return null;
  const warden = spawn('/bin/sh', ['-c', `read -r _ || kill -s ${signal} ${pid} 2>/dev/null`], {
    cwd: '/',
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  warden.once('error', () => {});
  warden.unref();
  (warden.stdin as unknown as { unref(): void }).unref();
  return warden;
}
