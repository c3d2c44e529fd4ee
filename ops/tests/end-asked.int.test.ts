import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from '@jest/globals';

const program = `
  const { endAsked } = await import(${JSON.stringify(new URL('../start/end-asked.ts', import.meta.url).href)});
  const working = setInterval(() => undefined, 1_000);
  const asked = endAsked();
  console.log(process.pid);
  await asked;
  console.log('asked');
  clearInterval(working);
`;

describe('the end of what npm runs', () => {
  let shell: ChildProcessByStdio<null, Readable, null>;
  let pid = 0;

  /** As npm does it: a shell that waits for the program. */
  async function begin(): Promise<AsyncIterator<string>> {
    shell = spawn('sh', ['-c', '"$0" --input-type=module -e "$1"; :', process.execPath, program], {
      cwd: fileURLToPath(new URL('.', import.meta.url)),
      env: { ...process.env, NODE_OPTIONS: '', npm_lifecycle_event: 'start' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const said = shell.stdout.setEncoding('utf8')[Symbol.asyncIterator]();
    pid = Number((await said.next()).value);
    return said;
  }
  afterEach(() => {
    shell.kill('SIGKILL');
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended, as it should.
    }
  });

  it('is asked for by the end of the shell around it', async () => {
    const said = await begin();
    shell.kill('SIGTERM');
    expect((await said.next()).value).toBe('asked\n');
  });

  it('is asked for by a signal', async () => {
    const said = await begin();
    process.kill(pid, 'SIGTERM');
    expect((await said.next()).value).toBe('asked\n');
    await once(shell, 'exit');
  });
});
