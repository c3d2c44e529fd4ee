import { describe, expect, it } from '@jest/globals';
import { readClaims } from './claims.ts';

const now = 1_700_000_000_000;
const iat = now / 1_000;
const good = { sub: 'ada', iat, exp: iat + 600 };

describe('the claims of an access token', () => {
  it('say who signed in, on which device, with which scopes and plan', () => {
    expect(readClaims({ ...good, sid: 's1', scope: 'write read write', plan: 'free' }, now)).toEqual({
      viewer: { id: 'ada', session: 's1', scopes: ['read', 'write'], plan: 'free' },
      issuedAt: now,
      expiresAt: now + 600_000,
    });
    expect(readClaims(good, now)?.viewer).toEqual({ id: 'ada', scopes: [] });
  });

  it.each([
    ['without an end', { exp: undefined }],
    ['without a beginning', { iat: undefined }],
    ['without anybody', { sub: undefined }],
    ['for a nameless investor', { sub: '' }],
    ['for an endless name', { sub: 'a'.repeat(129) }],
    ['for something that is no name', { sub: { $ne: '' } }],
    ['that hold longer than ten minutes', { exp: iat + 601 }],
    ['issued in the future', { iat: iat + 11, exp: iat + 60 }],
    ['with an end that is no number', { exp: String(iat + 60) }],
    ['with scopes that are no words', { scope: ['read'] }],
    ['with more scopes than anyone has', { scope: Array.from({ length: 65 }, (_, i) => i).join(' ') }],
    ['with a session that is none', { sid: 7 }],
    ['with a plan that is none', { plan: '' }],
  ])('are refused %s', (_, changed) => {
    expect(readClaims({ ...good, ...changed }, now)).toBeNull();
  });
});
