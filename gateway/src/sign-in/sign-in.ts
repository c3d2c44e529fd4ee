import { ConfigError } from '@lzstock/kit/config';
import type { Log } from '@lzstock/kit/log';
import type { Redis } from '@lzstock/kit/redis/ports';
import { visitor } from '@lzstock/kit/viewer';
import { openKeySet } from './key-set.ts';
import { followRevoked } from './revoked.ts';
import { createTokenVerifier } from './token-verifier.ts';
import { notSignedIn, refusingVerifier, type SignIn } from './verifier.ts';

/** Who issues the tokens that clients sign in with. */
export interface Issuer {
  /** Where its JSON Web Key Set is. */
  readonly jwksUrl: string;
  /** `iss` of its tokens. */
  readonly issuer: string;
  /** `aud` of its tokens. */
  readonly audience: string;
  readonly coolDownMs?: number;
  readonly refreshMs?: number;
}

/** Finds out who is asking. */
export interface SignIns extends AsyncDisposable {
  /** From a header `Authorization: Bearer …`; null for who brings none. Rejects with a `Refusal` where it stands for nobody. */
  fromHeader(authorization: string | undefined): Promise<SignIn | null>;
  /** From `{ authorization: "Bearer …" }` or `{ token }` that a socket opens with; null and rejections as with a header. */
  fromPayload(payload: Readonly<Record<string, unknown>>): Promise<SignIn | null>;
  /** Whether it was not revoked meanwhile. */
  holds(signIn: SignIn): boolean;
}

export interface SignInsOptions {
  /** Null where nobody can be signed in: every token is refused. */
  readonly issuer: Issuer | null;
  /** Carries revocations; without it none arrive. */
  readonly redis: Redis | null;
  /** Called soon after sign-ins were revoked. */
  readonly revoked: () => void;
  readonly log: Log;
}

/** Opens what sign-ins are judged by. Waits for nobody: keys and revocations arrive as their sources are there. */
export function openSignIns({ issuer, redis, revoked: changed, log }: SignInsOptions): SignIns {
  const opened = new AsyncDisposableStack();
  const keys = issuer && opened.use(openKeySet({ ...issuer, url: readAddress(issuer.jwksUrl), log }));
  const verifier = issuer && keys ? createTokenVerifier({ ...issuer, keys }) : refusingVerifier;
  const revoked = redis && opened.use(followRevoked({ redis, changed, log }));
  const holds = (signIn: SignIn): boolean => !revoked?.has(signIn);

  async function fromToken(token: string): Promise<SignIn> {
    const signIn = await verifier.verify(token);
    if (!holds(signIn)) throw notSignedIn();
    return signIn;
  }

  async function fromHeader(authorization: string | undefined): Promise<SignIn | null> {
    if (authorization === undefined) return null;
    const [, token] = /^Bearer +([\w.~+/=-]+) *$/i.exec(authorization) ?? [];
    if (token === undefined) throw notSignedIn();
    return fromToken(token);
  }

  return {
    holds,
    fromHeader,
    async fromPayload({ authorization, token }) {
      if (authorization === undefined && token === undefined) return null;
      if (typeof authorization === 'string') return fromHeader(authorization);
      if (authorization !== undefined || typeof token !== 'string') throw notSignedIn();
      return fromToken(token);
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

function readAddress(url: string): string {
  if (/^https?:$/.test(URL.parse(url)?.protocol ?? '')) return url;
  throw new ConfigError(`JWKS_URL: expected an http(s) address, came ${url}`);
}

/** Who is asking where a sign-in may be missing. */
export const viewerOf = (signIn: SignIn | null) => signIn?.viewer ?? visitor;
