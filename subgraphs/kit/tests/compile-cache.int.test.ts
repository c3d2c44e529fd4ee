import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { CompileCacheOptions } from '../boot/compile-cache.ts';

const run = promisify(execFile);
const entry = JSON.stringify(new URL('../boot/compile-cache.ts', import.meta.url).href);
const imported = JSON.stringify(new URL('../src/refusal.ts', import.meta.url).href);

/** A process that keeps what it compiles, imports a module and says whether that went well before `then`. */
async function start(options: CompileCacheOptions, then = '', env: NodeJS.ProcessEnv = {}): Promise<string> {
  const program = `
    const { keepCompiled } = await import(${entry});
    keepCompiled(${JSON.stringify(options)});
    const { Refusal } = await import(${imported});
    console.log(typeof Refusal);
    ${then}`;
  const { stdout } = await run(process.execPath, ['--no-warnings', '--input-type=module', '-e', program], {
    env: { PATH: process.env.PATH, ...env },
  }).catch((error: { stdout: string; signal?: string }) => {
    if (error.signal !== 'SIGKILL') throw error;
    return error;
  });
  return stdout.trim();
}

describe('what was compiled', () => {
  let folder: string;
  let directory: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lz-compiled-'));
    directory = join(folder, 'compiled');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function files(): Promise<string[]> {
    const names = await readdir(directory, { recursive: true }).catch(() => []);
    const kept = [];
    for (const name of names) if ((await stat(join(directory, name))).isFile()) kept.push(join(directory, name));
    return kept;
  }
  const waitAndBeKilled = `setTimeout(() => process.kill(process.pid, 'SIGKILL'), 500);`;

  it('is left to the next process by one that ends, and by one that is killed', async () => {
    expect(await start({ directory })).toBe('function');
    expect((await files()).length).toBeGreaterThan(0);
    await rm(directory, { recursive: true });
    expect(await start({ directory, writtenAfterMs: 10 }, waitAndBeKilled)).toBe('function');
    expect((await files()).length).toBeGreaterThan(0);
  });

  it('does not matter where it is damaged', async () => {
    await start({ directory });
    for (const file of await files()) await writeFile(file, 'damaged');
    expect(await start({ directory })).toBe('function');
  });

  it('does not matter where it cannot be written', async () => {
    await writeFile(directory, 'a file where the folder should be');
    expect(await start({ directory, writtenAfterMs: 10 }, waitAndBeKilled)).toBe('function');
  });

  it('is removed where there is too much of it', async () => {
    await start({ directory, writtenAfterMs: 10, mostBytes: 1 }, waitAndBeKilled);
    expect(await files()).toEqual([]);
  });

  it('is not kept where the operator wants none', async () => {
    expect(await start({ directory }, '', { NODE_DISABLE_COMPILE_CACHE: '1' })).toBe('function');
    expect(await files()).toEqual([]);
  });
});
