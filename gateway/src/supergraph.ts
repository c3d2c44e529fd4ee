import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { ConfigError } from '@lzstock/kit/config';
import { request } from 'undici';

const own = fileURLToPath(import.meta.resolve('@lzstock/schema/supergraph.graphql'));
const deadlineMs = 5_000;
const maxBytes = 10 * 1024 * 1024;

async function download(url: string): Promise<string> {
  const { statusCode, body } = await request(url, { signal: AbortSignal.timeout(deadlineMs) });
  const text = await body.text();
  if (statusCode !== 200) throw new Error(`it answered ${statusCode}`);
  if (text.length > maxBytes) throw new Error(`it is larger than ${maxBytes} bytes`);
  return text;
}

/** The supergraph SDL at a path or an http(s) address; LZStock's own where `source` is left out. Throws `ConfigError` with a sentence. */
export async function loadSupergraph(source: string | undefined): Promise<string> {
  const from = source ?? own;
  try {
    return /^https?:\/\//.test(from) ? await download(from) : await readFile(from, 'utf8');
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError(
      `SUPERGRAPH: expected a file or an address with a supergraph SDL, but ${from} could not be read (${why})`,
    );
  }
}
