import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../../', import.meta.url));
const web = join(repository, 'clients/web');
const inputs = [
  'clients/web/src',
  'clients/web/public',
  'clients/web/index.html',
  'clients/web/vite.config.ts',
  'clients/web/compressed.ts',
  'clients/web/package.json',
  'clients/live/src',
  'clients/live/package.json',
];
const deadlineMs = 120_000;
const assetsKeptMs = 24 * 60 * 60 * 1_000;

/** Where the built web app is served from. */
export const webRoot = join(web, 'dist');

async function* filesBelow(path: string): AsyncGenerator<string> {
  if (!existsSync(path)) return;
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => null);
  if (!entries) return yield path;
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  yield* files.filter((file) => !file.includes('/generated/')).sort();
}

/** One digest over everything the build reads, the graph included. */
async function digestOfInputs(): Promise<string> {
  const digest = createHash('sha256');
  for (const input of [...inputs, 'schema/supergraph.graphql', 'package-lock.json']) {
    for await (const file of filesBelow(join(repository, input))) digest.update(file).update(await readFile(file));
  }
  return digest.digest('hex');
}

/** Runs a script of the web app; rejects where it fails. It and all it began are ended when `signal` aborts; not even begun where that happened before. */
export async function runWebScript(script: string, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    const child = spawn('npm', ['run', '--silent', script, '-w', '@lzstock/web'], {
      cwd: repository,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    let said = '';
    const hear = (chunk: Buffer) => {
      said = (said + chunk).slice(-4_000);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    const cut = () => {
      if (child.pid) process.kill(-child.pid, 'SIGTERM');
    };
    signal.addEventListener('abort', cut, { once: true });
    child.once('error', reject);
    child.once('close', (code) => {
      signal.removeEventListener('abort', cut);
      if (code === 0) resolve();
      else reject(new Error(`npm run ${script} -w @lzstock/web ended with ${code ?? 'a signal'}:\n${said}`));
    });
  });
}

/** Puts a build in the place of the one that is served: the page last, so that whoever has it finds all it names; what open pages may still load stays. */
async function publish(fresh: string): Promise<void> {
  await cp(fresh, webRoot, { recursive: true, filter: (path) => path !== join(fresh, 'index.html') });
  await rename(join(fresh, 'index.html'), join(webRoot, 'index.html'));
  const kept = new Set(await readdir(join(fresh, 'assets')));
  for (const name of await readdir(join(webRoot, 'assets'))) {
    const path = join(webRoot, 'assets', name);
    if (!kept.has(name) && Date.now() - (await stat(path)).mtimeMs > assetsKeptMs) await rm(path);
  }
  await rm(fresh, { recursive: true });
}

/**
 * Builds the web app where its inputs changed since the last build; answers whether it did. The old build is served until the new one takes its place.
 * Rejects with the end of what the build said, after two minutes at the latest; ends at once when `signal` aborts.
 */
export async function buildWeb(signal: AbortSignal): Promise<boolean> {
  const digest = await digestOfInputs();
  const mark = join(webRoot, '.inputs');
  if (existsSync(join(webRoot, 'index.html')) && (await readFile(mark, 'utf8').catch(() => '')) === digest)
    return false;
  const limited = AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)]);
  await runWebScript('generate', limited);
  const fresh = join(web, 'dist.fresh');
  await rm(fresh, { recursive: true, force: true });
  await runWebScript('build:fresh', limited);
  await publish(fresh);
  await writeFile(mark, digest);
  return true;
}
