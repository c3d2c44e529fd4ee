import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '@lzstock/kit/local/free-port';
import { pinned } from '../live/processes.ts';
import { wait } from '../live/world.ts';
import { Connection } from './connection.ts';
import type { Contender, Ground } from './contenders.ts';
import { queries } from './graph/queries.ts';

/** A contender that runs, alone on the first core. */
export interface Server extends AsyncDisposable {
  readonly contender: Contender;
  readonly pid: number;
  readonly port: number;
  /** The most memory it had at once since the last `forgetPeak`, in MB. */
  peakMb(): Promise<number>;
  forgetPeak(): Promise<void>;
  /** The end of what it wrote. */
  log(): Promise<string>;
}

const repository = fileURLToPath(new URL('../../../', import.meta.url));
const serverCore = '0';
const patienceMs = 60_000;

async function answers(port: number): Promise<boolean> {
  try {
    using connection = await Connection.open(port);
    return (await connection.ask(JSON.stringify({ query: queries.small.text }))).status === 200;
  } catch {
    return false;
  }
}

/** Starts it and waits until it answers; null where it cannot be had. Rejects with the end of its log where it does not come up. */
export async function startServer(
  contender: Contender,
  at: Ground & { readonly folder: string },
): Promise<Server | null> {
  const port = await freePort();
  const program = contender.program({ ...at, port });
  if (!program) return null;
  const command = pinned ? ['taskset', '-c', serverCore, ...program.command] : program.command;
  const file = join(at.folder, `${contender.name}.log`);
  const output = openSync(file, 'w');
  const child = spawn(command[0]!, command.slice(1), {
    cwd: program.cwd ?? repository,
    env: { ...process.env, NODE_OPTIONS: '', NODE_ENV: 'production', ...program.env },
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  const ended = once(child, 'exit');
  const server: Server = {
    contender,
    pid: child.pid!,
    port,
    async peakMb() {
      const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '');
      return Number(status.match(/^VmHWM:\s+(\d+)/m)?.[1] ?? Number.NaN) / 1_024;
    },
    // The kernel's own word for "take the present size for the highest".
    forgetPeak: () => writeFile(`/proc/${child.pid}/clear_refs`, '5').catch(() => {}),
    log: async () => (await readFile(file, 'utf8')).slice(-2_000),
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await ended;
    },
  };
  for (const end = performance.now() + patienceMs; !(await answers(port)); await wait(0.1)) {
    if (child.exitCode === null && performance.now() < end) continue;
    const log = await server.log();
    await server[Symbol.asyncDispose]();
    throw new Error(`expected ${contender.title} to answer within ${patienceMs / 1_000} s, its log ends: ${log}`);
  }
  return server;
}
