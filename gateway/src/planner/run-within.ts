import { createContext, Script } from 'node:vm';

/** It took longer than it may, and was stopped wherever it was. */
export class OutOfTime extends Error {
  override readonly name = 'OutOfTime';
}

/** Share of its time that work must have had the processor to be held to it; what V8's own threads compile and collect meanwhile is not its work. */
const busy = 0.6;

const started = () => ({ room: createContext({ run: null }) as { run: unknown }, script: new Script('run()') });
let watched: ReturnType<typeof started> | null = null;

/** The only way to stop a loop of somebody else's from outside without a thread of its own: the clock of `node:vm`. */
function runWatched<T>(timeout: number, run: () => T): T {
  watched ??= started();
  const { room, script } = watched;
  room.run = run;
  try {
    return script.runInContext(room, { timeout }) as T;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    throw new OutOfTime(`expected an end within ${timeout} ms`);
  } finally {
    room.run = null;
  }
}

/**
 * Runs what does not wait for anything, for `budgetMs` at most; any number where it is infinite. Throws `OutOfTime` where that was not enough: `run` was
 * stopped in the middle then, without its `finally` blocks. Where the processor was busy with other things `run` is called once more, with twice as much.
 */
export function runWithin<T>(budgetMs: number, run: () => T): T {
  if (budgetMs === Number.POSITIVE_INFINITY) return run();
  const before = process.threadCpuUsage();
  try {
    return runWatched(budgetMs, run);
  } catch (error) {
    const { user, system } = process.threadCpuUsage(before);
    if (!(error instanceof OutOfTime) || (user + system) / 1_000 > busy * budgetMs) throw error;
    return runWatched(2 * budgetMs, run);
  }
}
