import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '@lzstock/kit/log';

/** Parts of one process of which each may crash without the others. */
export interface Containment extends Disposable {
  /**
   * Starts a part and keeps it running: an error that nobody caught, thrown by anything the part began, ends this part alone, and it is started again
   * after 0.25 s, then twice that, up to 10 s. Rejects where the first start fails. Disposing the result ends the part for good.
   */
  keep(name: string, start: () => Promise<AsyncDisposable>): Promise<AsyncDisposable>;
}

interface Part {
  readonly name: string;
  readonly start: () => Promise<AsyncDisposable>;
  running: AsyncDisposable | null;
  restarting: Promise<void> | null;
  ended: boolean;
  crashes: number;
}

const firstWaitMs = 250;
const longestWaitMs = 10_000;
const calmMs = 60_000;

/** `lost` is told of an error that belongs to no part; the process cannot go on then. */
export function createContainment(log: Log, lost: (error: unknown) => void): Containment {
  const within = new AsyncLocalStorage<Part>();

  async function restart(part: Part): Promise<void> {
    const broken = part.running;
    part.running = null;
    try {
      await broken?.[Symbol.asyncDispose]();
    } catch (err) {
      log.warn({ err, part: part.name }, 'a broken part did not end well');
    }
    while (!part.ended && !part.running) {
      await sleep(Math.min(firstWaitMs * 2 ** (part.crashes - 1), longestWaitMs));
      if (part.ended) return;
      try {
        part.running = await within.run(part, part.start);
        log.info({ part: part.name }, 'a part runs again');
      } catch (err) {
        part.crashes++;
        log.error({ err, part: part.name }, 'a part could not be started again');
      }
    }
    setTimeout(() => {
      part.crashes = 0;
    }, calmMs).unref();
  }

  function caught(error: unknown): void {
    const part = within.getStore();
    if (!part) {
      lost(error);
      return;
    }
    log.error({ err: error, part: part.name }, 'a part crashed');
    if (part.ended || part.restarting || !part.running) return;
    part.crashes++;
    part.restarting = within
      .exit(() => restart(part))
      .finally(() => {
        part.restarting = null;
      });
  }

  process.on('uncaughtException', caught);
  return {
    async keep(name, start) {
      const part: Part = { name, start, running: null, restarting: null, ended: false, crashes: 0 };
      part.running = await within.run(part, start);
      return {
        async [Symbol.asyncDispose]() {
          part.ended = true;
          await part.restarting;
          await part.running?.[Symbol.asyncDispose]();
          part.running = null;
        },
      };
    },
    [Symbol.dispose]() {
      process.off('uncaughtException', caught);
    },
  };
}
