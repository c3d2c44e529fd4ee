import { readFile, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { ConfigError } from '@lzstock/kit/config';
import type { Log } from '@lzstock/kit/log';
import { request } from 'undici';

const own = fileURLToPath(import.meta.resolve('@lzstock/schema/supergraph.graphql'));
const deadlineMs = 5_000;
const maxBytes = 10 * 1024 * 1024;
const fileEveryMs = 500;
const addressEveryMs = 5_000;

/** A supergraph as one look found it; `mark` is the same as long as nothing changed. */
interface Look {
  readonly mark: string;
  readonly read: () => Promise<string>;
}

const isAddress = (source: string): boolean => /^https?:\/\//.test(source);

async function lookAtFile(path: string): Promise<Look> {
  const { mtimeMs, size, ino } = await stat(path);
  return { mark: `${mtimeMs}/${size}/${ino}`, read: () => readFile(path, 'utf8') };
}

async function lookAtAddress(url: string): Promise<Look> {
  const { statusCode, body } = await request(url, { signal: AbortSignal.timeout(deadlineMs) });
  const text = await body.text();
  if (statusCode !== 200) throw new Error(`it answered ${statusCode}`);
  if (text.length > maxBytes) throw new Error(`it is larger than ${maxBytes} bytes`);
  return { mark: text, read: async () => text };
}

const look = (source: string): Promise<Look> => (isAddress(source) ? lookAtAddress(source) : lookAtFile(source));

/** The supergraph SDL at a path or an http(s) address; LZStock's own where `source` is left out. Throws `ConfigError` with a sentence. */
export async function loadSupergraph(source: string | undefined): Promise<string> {
  const from = source ?? own;
  try {
    return await (await look(from)).read();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError(
      `SUPERGRAPH: expected a file or an address with a supergraph SDL, but ${from} could not be read (${why})`,
    );
  }
}

export interface FollowOptions {
  readonly source: string | undefined;
  /** What is served already; it is not told again. */
  readonly present: string;
  /** Takes a changed supergraph; one that it rejects is not told again until it changes. */
  readonly changed: (supergraphSdl: string) => Promise<void>;
  readonly log: Log;
}

/**
 * Looks again and again whether the supergraph changed: a file twice a second, an address every five seconds. A look that fails leaves everything as it
 * is and is tried again. Disposal waits for a look that is under way.
 */
export function followSupergraph({ source, present, changed, log }: FollowOptions): AsyncDisposable {
  const from = source ?? own;
  const everyMs = isAddress(from) ? addressEveryMs : fileEveryMs;
  let mark = '';
  let told = present;
  let failing = false;
  let ended = false;

  async function once(): Promise<void> {
    const found = await look(from);
    failing = false;
    if (found.mark === mark) return;
    const text = await found.read();
    mark = found.mark;
    if (text === told || ended) return;
    told = text;
    await changed(text);
    log.info({ from }, 'a new supergraph is served');
  }

  let running = Promise.resolve();
  const timer = setInterval(() => {
    running = running.then(once).catch((err: unknown) => {
      if (!failing) log.error({ err, from }, 'the supergraph could not be taken; the present one stays');
      failing = true;
    });
  }, everyMs);
  return {
    async [Symbol.asyncDispose]() {
      ended = true;
      clearInterval(timer);
      await running;
    },
  };
}
