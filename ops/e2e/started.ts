import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../../', import.meta.url));

/** The product as a person starts it. */
export interface Started extends AsyncDisposable {
  /** Where the web app is. */
  readonly origin: string;
  /** Everything it printed. */
  readonly said: () => string;
  /** Asks it to end as Ctrl-C does; resolves with its exit code. */
  end(): Promise<number | null>;
}

export interface StartOptions {
  readonly script: 'start' | 'services';
  readonly env: Readonly<Record<string, string>>;
}

const startMs = 90_000;
const endMs = 30_000;

const main = { start: 'ops/start/main.ts', services: 'ops/services/main.ts' };

/** Runs the script as a process of its own and resolves when it names the web app's address; rejects with what it printed when it ends before. */
export async function startAsProcess({ script, env }: StartOptions): Promise<Started> {
  const child: ChildProcess = spawn(process.execPath, [main[script]], {
    cwd: repository,
    env: { ...process.env, NODE_OPTIONS: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const origin = await new Promise<string>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`nothing answered within ${startMs} ms:\n${said}`)), startMs);
    const hear = (chunk: Buffer) => {
      said += chunk;
      const address = said.match(/Web app\s+(http:\/\/localhost:\d+)\//)?.[1];
      if (!address) return;
      clearTimeout(late);
      resolve(address);
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('exit', (code) => {
      clearTimeout(late);
      reject(new Error(`ended with ${code}:\n${said}`));
    });
  }).catch((error: unknown) => {
    child.kill('SIGKILL');
    throw error;
  });

  const end = async (): Promise<number | null> => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGINT');
    const cut = setTimeout(() => child.kill('SIGKILL'), endMs);
    const code = await exited;
    clearTimeout(cut);
    return code;
  };
  return {
    origin,
    said: () => said,
    end,
    async [Symbol.asyncDispose]() {
      await end();
    },
  };
}
