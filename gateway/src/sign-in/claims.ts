import { longestTokenMs } from '@lzstock/kit/sign-in/revocation';
import type { SignIn } from './verifier.ts';

/** Seconds that the issuer's clock and ours may differ. */
export const clockTolerance = 10;

const longestName = 128;
const mostScopes = 64;

const isName = (value: unknown): value is string =>
  typeof value === 'string' && value.length > 0 && value.length <= longestName;

/** Names of a claim that holds words between spaces; null where it holds anything else. */
function words(claim: unknown): readonly string[] | null {
  if (claim === undefined || claim === '') return [];
  if (typeof claim !== 'string') return null;
  const scopes = claim.split(' ');
  return scopes.length <= mostScopes && scopes.every(isName) ? [...new Set(scopes)].sort() : null;
}

/**
 * The sign-in that verified claims stand for; null where they are not those of an access token: `sub`, `iat` and `exp` are there, it holds ten minutes at
 * most, and was not issued in the future.
 */
export function readClaims(claims: Readonly<Record<string, unknown>>, now: number): SignIn | null {
  const { sub, sid, scope, plan, iat, exp } = claims;
  if (!isName(sub) || typeof iat !== 'number' || typeof exp !== 'number') return null;
  if (exp - iat > longestTokenMs / 1_000 || iat * 1_000 > now + clockTolerance * 1_000) return null;
  if (sid !== undefined && !isName(sid)) return null;
  if (plan !== undefined && !isName(plan)) return null;
  const scopes = words(scope);
  if (!scopes) return null;
  const viewer = { id: sub, scopes, ...(sid !== undefined && { session: sid }), ...(plan !== undefined && { plan }) };
  return { viewer, issuedAt: iat * 1_000, expiresAt: exp * 1_000 };
}
