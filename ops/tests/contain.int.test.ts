import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

const script = fileURLToPath(new URL('./contain-process.ts', import.meta.url));

function run(...args: string[]): Promise<{ code: number; said: { lost?: string; starts: object; disposals: object } }> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, NODE_OPTIONS: '' };
    execFile(process.execPath, [script, ...args], { env, timeout: 20_000 }, (error, stdout, stderr) => {
      const last = stdout.trim().split('\n').at(-1);
      if (!last) reject(new Error(stderr || String(error)));
      else resolve({ code: Number(error?.code ?? 0), said: JSON.parse(last) });
    });
  });
}

describe('containment', () => {
  it('ends and restarts the part that crashed, in a timer or an unheard promise, and leaves the other alone', async () => {
    const { code, said } = await run();
    expect(said).toEqual({ starts: { good: 1, bad: 3 }, disposals: { good: 0, bad: 2 } });
    expect(code).toBe(0);
  });

  it('tells of an error that belongs to no part', async () => {
    const { code, said } = await run('foreign');
    expect(said.lost).toBe('Error: belongs to nobody');
    expect(code).toBe(3);
  });
});
