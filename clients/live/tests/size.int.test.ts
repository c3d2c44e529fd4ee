import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';

const most = 5_120;

it(`everything the library exports has at most ${most} bytes beside graphql-ws, minified and compressed`, async () => {
  const script = fileURLToPath(new URL('measure-size.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [script], { timeout: 60_000 });
  const { own, imports } = JSON.parse(stdout) as { own: { gzip: number }; imports: string[] };
  expect(imports).toEqual([expect.stringContaining('graphql-ws/client')]);
  expect(own.gzip).toBeGreaterThan(1_000);
  expect(own.gzip).toBeLessThanOrEqual(most);
});
