import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';

const filler = fileURLToPath(new URL('heap-filler.ts', import.meta.url));

it.each(['--max-old-space-size=64'])(
  'with %s a heap that fills up is noticed before the process dies of it',
  async (flag) => {
    const child = spawn(process.execPath, ['--no-warnings', flag, filler], {
      env: { ...process.env, NODE_OPTIONS: '' },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    const [code] = await once(child, 'exit');
    expect([code, said]).toEqual([0, expect.stringMatching(/^noticed with \d+$/)]);
  },
);
