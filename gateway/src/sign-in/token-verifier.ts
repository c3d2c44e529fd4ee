import { Refusal } from '@lzstock/kit/refusal';
import type { CryptoKey } from 'jose';
import { createNewestTexts } from '../newest-texts.ts';
import { clockTolerance, readClaims } from './claims.ts';
import type { KeySet } from './key-set.ts';
import { notSignedIn, type SignIn, type Verifier } from './verifier.ts';

export interface TokenVerifierOptions {
  readonly keys: KeySet;
  readonly issuer: string;
  readonly audience: string;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

interface Verified {
  readonly signIn: SignIn;
  readonly kid: string;
  readonly key: CryptoKey;
}

const longestToken = 4_096;
const keyId = /^[\w.:-]{1,128}$/;
const remembered = { texts: 20_000, characters: 20_000_000 };

/**
 * Reads JSON Web Tokens signed with EdDSA by a key of the set: `iss`, `aud`, `exp`, `nbf` and `kid` must be right; keys that a token brings along are not
 * looked at. A token that was found good is remembered until it ends or its key is retired.
 */
export function createTokenVerifier({ keys, issuer, audience, now = Date.now }: TokenVerifierOptions): Verifier {
  const known = createNewestTexts<Verified>(remembered);

  async function check(token: string): Promise<Verified> {
    const { decodeProtectedHeader, jwtVerify } = await import('jose');
    const { alg, kid } = decodeProtectedHeader(token);
    if (alg !== 'EdDSA' || typeof kid !== 'string' || !keyId.test(kid)) throw notSignedIn();
    const key = await keys.find(kid);
    if (!key && !keys.known) throw new Refusal('OVERLOADED', 'Sign-ins cannot be checked at the moment');
    if (!key) throw notSignedIn();
    const { payload } = await jwtVerify(token, key, {
      algorithms: ['EdDSA'],
      issuer,
      audience,
      clockTolerance,
      currentDate: new Date(now()),
    });
    const signIn = readClaims(payload, now());
    if (!signIn) throw notSignedIn();
    return { signIn, kid, key };
  }

  return {
    async verify(token) {
      const before = known.get(token);
      if (before && keys.holds(before.kid, before.key)) {
        if (now() >= before.signIn.expiresAt + clockTolerance * 1_000) throw notSignedIn();
        return before.signIn;
      }
      if (token.length > longestToken) throw notSignedIn();
      try {
        const verified = await check(token);
        known.set(token, verified);
        return verified.signIn;
      } catch (error) {
        throw error instanceof Refusal ? error : notSignedIn();
      }
    },
  };
}
