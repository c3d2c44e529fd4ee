import { Worker } from 'node:worker_threads';
import { cpuSeconds } from '../load/process-tree.ts';
import type { Target } from './world/target.ts';

/** How the target was for everybody else meanwhile. */
export interface Health {
  /** Slowest answer of the control query in ms, and how many did not come or were not whole. */
  readonly controlMs: number;
  readonly controlFailed: number;
  readonly controlAsked: number;
  /** Longest standstill of the target's event loop in ms; null where nobody can tell. */
  readonly loopMs: number | null;
  /** CPU of the target in ms beyond what it uses for the control query; null where nobody can tell. */
  readonly cpuMs: number | null;
}

export interface Watch {
  /** Ends the watch and tells what it saw. */
  end(): Promise<Health>;
}

export interface Watcher extends AsyncDisposable {
  /** Waits until the control query is answered quickly again, then begins. Rejects where it is not within half a minute. */
  begin(): Promise<Watch>;
}

/** What the worker tells: the figures since it was asked last. */
export interface ControlFigures {
  readonly slowest: number;
  readonly asked: number;
  readonly failed: number;
}

const calmMs = 1_500;
/** A watch lasts long enough for some control queries to be answered. */
const leastMs = 250;
const settleMs = 30_000;
const settledMs = 100;

/** Asks the control query again and again from a thread of its own, so that what an attack costs here is not taken for the target's slowness. */
export async function startWatcher(target: Target): Promise<Watcher> {
  const { origin, words, pid, probeUrl } = target;
  const worker = new Worker(new URL('./control-worker.ts', import.meta.url), {
    workerData: { origin, body: JSON.stringify(words.control) },
  });
  const died = new Promise<never>((_, reject) => worker.once('error', reject));
  died.catch(() => undefined);

  const figures = (): Promise<ControlFigures> => {
    const told = new Promise<ControlFigures>((resolve) => worker.once('message', resolve));
    worker.postMessage('tell');
    return Promise.race([told, died]);
  };
  const loopDelay = async () => (probeUrl === null ? null : Number(await (await fetch(probeUrl)).text()));
  const cpu = async () => (pid === null ? null : (await cpuSeconds(pid)) * 1_000);

  let cpuPerMs = 0;
  async function settle(): Promise<void> {
    for (const until = performance.now() + settleMs; ; ) {
      await figures();
      await new Promise((resolve) => setTimeout(resolve, 120));
      const { slowest, asked, failed } = await figures();
      if (asked > 0 && failed === 0 && slowest < settledMs) return;
      if (performance.now() > until)
        throw new Error(`expected the control query to be answered within ${settledMs} ms, it took ${slowest} ms`);
    }
  }

  async function begin(): Promise<Watch> {
    await settle();
    await loopDelay();
    const before = await cpu();
    const since = performance.now();
    return {
      async end() {
        const after = await cpu();
        const took = performance.now() - since;
        await new Promise((resolve) => setTimeout(resolve, Math.max(0, leastMs - took)));
        const loopMs = await loopDelay();
        const { slowest, asked, failed } = await figures();
        const cpuMs = before === null || after === null ? null : Math.max(0, after - before - took * cpuPerMs);
        return { controlMs: slowest, controlAsked: asked, controlFailed: failed, loopMs, cpuMs };
      },
    };
  }

  const watcher: Watcher = {
    begin,
    async [Symbol.asyncDispose]() {
      await worker.terminate();
    },
  };
  await using opened = new AsyncDisposableStack();
  opened.use(watcher);
  await new Promise((resolve) => setTimeout(resolve, calmMs));
  const calm = await begin();
  await new Promise((resolve) => setTimeout(resolve, calmMs));
  const { cpuMs } = await calm.end();
  if (cpuMs !== null) cpuPerMs = cpuMs / calmMs;
  opened.move();
  return watcher;
}
