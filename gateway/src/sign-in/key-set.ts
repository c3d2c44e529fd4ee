import type { Log } from '@lzstock/kit/log';
import type { CryptoKey } from 'jose';
import { request } from 'undici';

/** The issuer's public keys by their ids. */
export interface KeySet extends AsyncDisposable {
  /** The key of that id as known now; reads the set anew for one that never was. After a reading that did not have it none follows for a while. Never rejects. */
  find(kid: string): Promise<CryptoKey | null>;
  /** Whether a key is still published, as far as is known. */
  holds(kid: string, key: CryptoKey): boolean;
  /** Whether the set was ever read. */
  readonly known: boolean;
}

export interface KeySetOptions {
  /** Where the issuer publishes its JSON Web Key Set. */
  readonly url: string;
  readonly log: Log;
  /** How long an unknown key id cannot cause another reading after one that did not find it; 2,000 where left out. */
  readonly coolDownMs?: number | undefined;
  /** How often the set is read without being asked; 30,000 where left out. */
  readonly refreshMs?: number | undefined;
}

const deadlineMs = 2_000;
const maxBytes = 64 * 1024;
const mostKeys = 20;
const mostRetired = 100;

/**
 * Keys that are read at once, then every `refreshMs`. While the issuer is away, or says what is no key set, those known go on; a set it publishes replaces
 * them whole.
 */
export function openKeySet({ url, log, coolDownMs = 2_000, refreshMs = 30_000 }: KeySetOptions): KeySet {
  const closing = new AbortController();
  let keys: ReadonlyMap<string, CryptoKey> | null = null;
  /** Keys that were published once: tokens signed with them keep coming for a while, and say nothing of a new key. */
  const retired = new Set<string>();
  let reading: Promise<void> | null = null;
  let asked: Promise<void> | null = null;
  let coolUntil = 0;

  async function read(): Promise<void> {
    try {
      const now = await fetchKeys(url, AbortSignal.any([closing.signal, AbortSignal.timeout(deadlineMs)]));
      for (const kid of keys?.keys() ?? []) retired.add(kid);
      for (const kid of now.keys()) retired.delete(kid);
      for (const kid of retired) if (retired.size > mostRetired) retired.delete(kid);
      keys = now;
    } catch (err) {
      if (!closing.signal.aborted) log.warn({ err, url }, 'the keys of sign-ins could not be read; those known go on');
    }
  }

  function refresh(): Promise<void> {
    reading ??= read().finally(() => {
      reading = null;
    });
    return reading;
  }

  /** A reading under way may have begun before the key was published, so another one follows it. */
  function ask(): Promise<void> {
    if (performance.now() < coolUntil) return asked ?? Promise.resolve();
    coolUntil = performance.now() + coolDownMs;
    asked = (reading ?? Promise.resolve()).then(refresh).finally(() => {
      asked = null;
    });
    return asked;
  }

  void refresh();
  const timer = setInterval(() => void refresh(), refreshMs);
  timer.unref();

  return {
    async find(kid) {
      if (!keys) await reading;
      const before = keys?.get(kid);
      if (before || retired.has(kid)) return before ?? null;
      await ask();
      const found = keys?.get(kid);
      if (found) coolUntil = 0;
      return found ?? null;
    },
    holds: (kid, key) => keys?.get(kid) === key,
    get known() {
      return keys !== null;
    },
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      closing.abort();
      await asked;
      await reading;
    },
  };
}

/** A connection of its own each time: one kept from the last reading may have been closed by the issuer just now. */
async function fetchKeys(url: string, signal: AbortSignal): Promise<ReadonlyMap<string, CryptoKey>> {
  const { statusCode, body } = await request(url, { headers: { accept: 'application/json' }, reset: true, signal });
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) throw new Error(`expected a key set of at most ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  if (statusCode !== 200) throw new Error(`expected status 200, came ${statusCode}`);
  const set: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
  const listed = (set as { keys?: unknown } | null)?.keys;
  if (!Array.isArray(listed)) throw new Error('expected a JSON Web Key Set');
  const { importJWK } = await import('jose');
  const keys = new Map<string, CryptoKey>();
  for (const jwk of listed.slice(0, mostKeys)) {
    if (!isVerifyingKey(jwk) || keys.has(jwk.kid)) continue;
    const { kty, crv, x, kid } = jwk;
    keys.set(kid, (await importJWK({ kty, crv, x }, 'EdDSA')) as CryptoKey);
  }
  return keys;
}

interface VerifyingKey {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  readonly x: string;
  readonly kid: string;
}

function isVerifyingKey(jwk: unknown): jwk is VerifyingKey {
  if (typeof jwk !== 'object' || jwk === null) return false;
  const { kty, crv, x, kid, use = 'sig', alg = 'EdDSA' } = jwk as Record<string, unknown>;
  const asked = kty === 'OKP' && crv === 'Ed25519' && use === 'sig' && alg === 'EdDSA';
  return asked && typeof x === 'string' && typeof kid === 'string';
}
