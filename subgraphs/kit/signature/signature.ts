import { createHmac, hash, randomBytes, timingSafeEqual } from 'node:crypto';
import { createReplayGuard } from './replay-guard.ts';

/** Header that proves that a request comes from the gateway. */
export const signatureHeader = 'x-lzstock-signature';

/** How a subgraph says, in `www-authenticate`, that it takes signed requests alone. */
export const signatureScheme = 'LZStock-Signature';

/** Keys of one subgraph: what comes is good by any of them. */
export type SubgraphKeys = readonly string[];

/** A key that nobody can guess. */
export const newSubgraphKey = (): string => randomBytes(32).toString('base64url');

/** What a signature vouches for. */
export interface Signable {
  /** The HTTP method, or the subprotocol of a socket. */
  readonly kind: string;
  /** The body of a request; the query string where there is none. */
  readonly content: string;
  /** The viewer as the viewer header writes it; null for a visitor. */
  readonly claims: string | null;
}

/** Signs requests to one subgraph; no two signatures are the same. */
export type Sign = (request: Signable) => string;

/**
 * Whether a signature is good: made with one of the keys for this subgraph and exactly this request, not over 30 s ago by either clock, and not seen before. It counts as
 * seen then.
 */
export type Verify = (signature: string | undefined, request: Signable) => boolean;

/** How long a signature is good, in milliseconds. */
export const windowMs = 30_000;

const form = /^v1\.(\d{1,16})\.([\w-]{16})\.(\d{1,16})\.([\w-]{43})$/;

function macOf(key: string, head: string, subgraph: string, { kind, content, claims }: Signable): Buffer {
  const parts = [head, subgraph, kind, claims ?? '', hash('sha256', content, 'base64url')];
  return createHmac('sha256', key).update(parts.join('\n')).digest();
}

/** `now` in milliseconds since 1970. */
export function createSigner(subgraph: string, key: string, now: () => number = Date.now): Sign {
  const sender = randomBytes(12).toString('base64url');
  let number = 0;
  return (request) => {
    const head = `v1.${now()}.${sender}.${++number}`;
    return `${head}.${macOf(key, head, subgraph, request).toString('base64url')}`;
  };
}

export function createVerifier(subgraph: string, keys: SubgraphKeys, now: () => number = Date.now): Verify {
  const guard = createReplayGuard({ keepMs: 2 * windowMs, now });
  return (signature, request) => {
    const [, at, sender, number, mac] = form.exec(signature ?? '') ?? [];
    if (!signature || !at || !sender || !number || !mac) return false;
    if (Math.abs(now() - Number(at)) > windowMs) return false;
    const head = signature.slice(0, signature.lastIndexOf('.'));
    const came = Buffer.from(mac, 'base64url');
    const good = keys.some((key) => timingSafeEqual(macOf(key, head, subgraph, request), came));
    return good && guard.admit(sender, Number(number));
  };
}
