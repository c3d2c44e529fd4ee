import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { fetch } from 'undici';
import { SecTickersError } from './sec-tickers.ts';

/** Where the SEC publishes the list. */
export const secTickersUrl = 'https://www.sec.gov/files/company_tickers.json';

const deadlineMs = 30_000;

/** What a server said of the version it sent, to ask next time only for a newer one. */
export interface Version {
  readonly etag: string | null;
  readonly lastModified: string | null;
}

export interface Fetched {
  /** Null where nothing is newer than the version asked with. */
  readonly text: string | null;
  readonly version: Version;
}

/** Fetches the list, unless it is still the one of `version`. Throws {@link SecTickersError} where the server does not answer with it in 30 s. */
export async function fetchTickers(url: string, userAgent: string, version?: Version): Promise<Fetched> {
  const headers: Record<string, string> = { 'user-agent': userAgent, accept: 'application/json' };
  if (version?.etag) headers['if-none-match'] = version.etag;
  if (version?.lastModified) headers['if-modified-since'] = version.lastModified;
  try {
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(deadlineMs) });
    const told = { etag: response.headers.get('etag'), lastModified: response.headers.get('last-modified') };
    if (response.status === 304) {
      await response.body?.cancel();
      return { text: null, version: version ?? told };
    }
    if (response.ok) return { text: await response.text(), version: told };
    await response.body?.cancel();
    throw new SecTickersError(`expected 200 from ${url}, came ${response.status} ${response.statusText}`);
  } catch (error) {
    if (error instanceof SecTickersError) throw error;
    const { message, cause } = error as Error;
    const why = cause instanceof Error ? cause.message : message;
    throw new SecTickersError(`expected the list of tickers from ${url}, came: ${why}`);
  }
}

/** Reads the list from a file, which may be gzipped. Throws {@link SecTickersError} where it cannot be read. */
export async function readTickersFile(path: string): Promise<string> {
  try {
    const bytes = await readFile(path);
    return (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString('utf8');
  } catch (error) {
    throw new SecTickersError(`expected a readable file ${path}, came: ${(error as Error).message}`);
  }
}
