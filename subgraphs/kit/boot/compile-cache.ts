import { readdir, rm, stat } from 'node:fs/promises';
import module from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const installed = fileURLToPath(new URL('../../../node_modules/.cache/compiled', import.meta.url));
const { ENABLED } = module.constants.compileCacheStatus;

export interface CompileCacheOptions {
  /** Where it lies; within the installation where left out, since it is code: who may write there may say what runs. */
  readonly directory?: string;
  /** Milliseconds after which what was compiled is written, beside the end of the process: one that is killed leaves it behind too. */
  readonly writtenAfterMs?: number;
  /** Bytes beyond which all of it is removed, to be made anew by the next start. */
  readonly mostBytes?: number;
}

async function sizeOf(directory: string): Promise<number> {
  const names = await readdir(directory, { recursive: true });
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(directory, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/**
 * Modules that this process imports from now on are not compiled, nor their types stripped, where one before it did so with the same Node.js and the module
 * is unchanged. Never throws: without a folder that can be written, or with `NODE_DISABLE_COMPILE_CACHE=1`, everything is compiled. `NODE_COMPILE_CACHE`
 * names another folder, which is left to whoever set it.
 */
export function keepCompiled({
  directory = installed,
  writtenAfterMs = 10_000,
  mostBytes = 200_000_000,
}: CompileCacheOptions = {}): void {
  if (module.enableCompileCache({ directory }).status !== ENABLED) return;
  async function write(): Promise<void> {
    module.flushCompileCache();
    if ((await sizeOf(directory)) > mostBytes) await rm(directory, { recursive: true, force: true });
  }
  setTimeout(() => void write().catch(() => {}), writtenAfterMs).unref();
}
