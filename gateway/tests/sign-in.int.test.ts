import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { memoryRedis } from '@lzstock/kit/redis/memory';
import { signToken, startTestIssuer, type TestIssuer } from '@lzstock/kit/testing/issuer';
import { openSignIns, type SignIns } from '../src/sign-in/sign-in.ts';
import { until } from './live-world.ts';
import { log } from './two-subgraphs.ts';

const second = () => Math.floor(Date.now() / 1_000);
const redis = memoryRedis();
let issuer: TestIssuer;
let signIns: SignIns;

const open = (other: { coolDownMs?: number; refreshMs?: number } = {}): SignIns =>
  openSignIns({
    issuer: { jwksUrl: issuer.jwksUrl, issuer: issuer.issuer, audience: issuer.audience, ...other },
    redis,
    revoked: () => {},
    log,
  });
const refused = async (token: string, of: SignIns = signIns): Promise<void> => {
  await expect(of.fromHeader(`Bearer ${token}`)).rejects.toMatchObject({
    code: 'UNAUTHENTICATED',
    message: 'This sign-in does not hold; sign in again',
  });
};
const accepted = async (token: string, of: SignIns = signIns) => (await of.fromHeader(`Bearer ${token}`))?.viewer;

beforeAll(async () => {
  issuer = await startTestIssuer({ redis });
  signIns = open();
});
afterAll(async () => {
  await signIns[Symbol.asyncDispose]();
  await issuer[Symbol.asyncDispose]();
  await redis[Symbol.asyncDispose]();
});

describe('a sign-in', () => {
  it('is the investor of a good token, and nobody where none is brought', async () => {
    expect(await accepted(issuer.token({ sub: 'ada', sid: 's', scope: 'b a' }))).toEqual({
      id: 'ada',
      session: 's',
      scopes: ['a', 'b'],
    });
    expect(await signIns.fromHeader(undefined)).toBeNull();
    expect(await signIns.fromPayload({})).toBeNull();
    const token = issuer.token();
    for (const payload of [{ token }, { authorization: `Bearer ${token}` }])
      expect((await signIns.fromPayload(payload))?.viewer.id).toBe('ada');
  });

  it.each<[string, () => string]>([
    ['nothing', () => ''],
    ['words', () => 'not.a.token'],
    ['a number of dots', () => '....'],
    ['an endless text', () => `${issuer.token()}${'A'.repeat(5_000)}`],
    ...['none', 'None', 'NONE', 'nOnE'].map((alg): [string, () => string] => [
      `alg ${alg}`,
      () => issuer.token({}, { alg }).replace(/[^.]*$/, ''),
    ]),
    ['alg HS256', () => issuer.token({}, { alg: 'HS256' })],
    ['alg ES256', () => issuer.token({}, { alg: 'ES256' })],
    ['no alg', () => issuer.token({}, { alg: undefined })],
    ['another signature', () => issuer.token().replace(/[^.]*$/, Buffer.alloc(64).toString('base64url'))],
    ['another key', () => signToken({ alg: 'EdDSA', kid: issuer.kid }, claims(), stranger.privateKey)],
    ['a key it brings along', () => bringing({ jwk: stranger.publicKey.export({ format: 'jwk' }) })],
    ['an address of keys it brings along', () => bringing({ jku: issuer.jwksUrl, x5u: issuer.jwksUrl })],
    ['a certificate it brings along', () => bringing({ x5c: ['AAAA'] })],
    ['an extension that must be understood', () => issuer.token({}, { crit: ['exp'] })],
    ['an end 61 s ago', () => issuer.token({ iat: second() - 300, exp: second() - 61 })],
    ['no end', () => issuer.token({ exp: undefined })],
    ['no beginning', () => issuer.token({ iat: undefined })],
    ['a life of an hour', () => issuer.token({ exp: second() + 3_600 })],
    ['a time that is to come', () => issuer.token({ nbf: second() + 61 })],
    ['another audience', () => issuer.token({ aud: 'somebody' })],
    ['no audience', () => issuer.token({ aud: undefined })],
    ['another issuer', () => issuer.token({ iss: 'https://evil.test' })],
    ['no issuer', () => issuer.token({ iss: undefined })],
    ['no investor', () => issuer.token({ sub: undefined })],
  ])('is refused, without a reason, for a token with %s', async (_, make) => {
    await refused(make());
  });

  it('is refused for another scheme and for a token that is no text', async () => {
    for (const header of ['Basic YWRhOnNlY3JldA==', 'Bearer', 'Bearer ', `Token ${issuer.token()}`])
      await expect(signIns.fromHeader(header)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    for (const payload of [{ token: 7 }, { token: null }, { authorization: {} }, { authorization: null, token: '' }])
      await expect(signIns.fromPayload(payload)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('is refused for every token where no issuer is known', async () => {
    await using nobody = openSignIns({ issuer: null, redis: null, revoked: () => {}, log });
    await refused(issuer.token(), nobody);
    expect(await nobody.fromHeader(undefined)).toBeNull();
  });

  it('ends with its token although the token is known', async () => {
    const token = issuer.token({ iat: second() - 300, exp: second() - 9 });
    expect(await accepted(token)).toMatchObject({ id: 'ada' });
    const deadline = Date.now() + 15_000;
    for (;;) {
      const outcome = await accepted(token).catch((error: unknown) => error);
      if (outcome instanceof Error) break;
      expect(Date.now()).toBeLessThan(deadline);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await refused(token);
  });
});

describe('the keys of sign-ins', () => {
  it('are read once in a cool-down, however many unknown ids come, and not at all for ids of another shape', async () => {
    await using fresh = open();
    await accepted(issuer.token(), fresh);
    const before = issuer.fetches;
    const odd = ['../../etc/passwd', "' or 1=1 --", 'k'.repeat(10_240), '', 7, null, { a: 1 }, ['a'], undefined];
    for (const kid of odd) await refused(issuer.token({}, { kid }), fresh);
    expect(issuer.fetches).toBe(before);
    for (let round = 0; round < 3; round++)
      await Promise.all(
        Array.from({ length: 50 }, (_, at) => refused(issuer.token({}, { kid: `unknown-${round}-${at}` }), fresh)),
      );
    expect(issuer.fetches - before).toBeLessThanOrEqual(1);
  });

  it('may be changed again at once: a key that was looked for and found delays nobody', async () => {
    await using fresh = open({ coolDownMs: 600_000 });
    await accepted(issuer.token(), fresh);
    for (let round = 0; round < 5; round++) {
      issuer.rotate();
      expect(await accepted(issuer.token(), fresh)).toMatchObject({ id: 'ada' });
    }
  });

  it('may be changed again while tokens of a retired one still come', async () => {
    await using fresh = open({ coolDownMs: 600_000, refreshMs: 50 });
    const former = issuer.kid;
    const old = issuer.token();
    await accepted(old, fresh);
    issuer.rotate();
    issuer.retire(former);
    await accepted(issuer.token(), fresh);
    await refused(old, fresh);
    issuer.rotate();
    expect(await accepted(issuer.token(), fresh)).toMatchObject({ id: 'ada' });
  });

  it('rotate without one refused request, and a retired key stops counting', async () => {
    await using fresh = open({ coolDownMs: 100, refreshMs: 100 });
    const former = issuer.kid;
    const old = issuer.token();
    let asking = true;
    const outcomes: string[] = [];
    const ask = async () => {
      while (asking) {
        outcomes.push(await accepted(issuer.token(), fresh).then(() => 'good', String));
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    };
    const asked = Promise.all([ask(), ask(), ask()]);
    await until(() => outcomes.length > 10);
    issuer.rotate();
    const seen = outcomes.length;
    await until(() => outcomes.length > seen + 30);
    expect(await accepted(old, fresh)).toMatchObject({ id: 'ada' });
    issuer.retire(former);
    const deadline = Date.now() + 10_000;
    while (await accepted(old, fresh).then(Boolean, () => false)) {
      expect(Date.now()).toBeLessThan(deadline);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    asking = false;
    await asked;
    expect(outcomes.filter((outcome) => outcome !== 'good')).toEqual([]);
  });

  it('go on while the issuer is away, talks nonsense or talks without end', async () => {
    await using fresh = open({ coolDownMs: 10, refreshMs: 20 });
    const token = () => issuer.token();
    await accepted(token(), fresh);
    const asked = async (times: number) => {
      const before = issuer.fetches;
      await until(() => issuer.fetches > before + times);
      expect(await accepted(token(), fresh)).toMatchObject({ id: 'ada' });
    };
    issuer.away = true;
    await asked(3);
    issuer.away = false;
    for (const says of ['<html>', '{}', 'null', `{"keys":[${'"x",'.repeat(30_000)}"x"]}`]) {
      issuer.says = says;
      await asked(3);
    }
    issuer.says = null;
    await asked(3);
  });

  it('are read on a connection of their own, which no issuer can have closed meanwhile', async () => {
    const before = issuer.connections;
    await using fresh = open({ coolDownMs: 10, refreshMs: 20 });
    await accepted(issuer.token(), fresh);
    const fetches = issuer.fetches;
    await until(() => issuer.fetches > fetches + 3);
    expect(issuer.connections - before).toBeGreaterThanOrEqual(4);
  });

  it('that were never read make a sign-in something that cannot be told yet', async () => {
    issuer.away = true;
    await using early = open({ coolDownMs: 10 });
    await expect(early.fromHeader(`Bearer ${issuer.token()}`)).rejects.toMatchObject({ code: 'OVERLOADED' });
    issuer.away = false;
    const deadline = Date.now() + 10_000;
    while (!(await accepted(issuer.token(), early).catch(() => null))) expect(Date.now()).toBeLessThan(deadline);
  });
});

describe('a revocation', () => {
  it('ends one session, and leaves the others of the investor', async () => {
    const [lost, kept] = [issuer.token({ sid: 'lost' }), issuer.token({ sid: 'kept' })];
    await accepted(lost);
    await issuer.revokeSession('lost');
    const deadline = Date.now() + 10_000;
    while (await accepted(lost).then(Boolean, () => false)) expect(Date.now()).toBeLessThan(deadline);
    await refused(lost);
    expect(await accepted(kept)).toMatchObject({ session: 'kept' });
  });

  it('ends all that an investor signed in to before, and no sign-in after it', async () => {
    const before = issuer.token({ sub: 'bob', iat: second() - 5 });
    await accepted(before);
    await issuer.revokeViewer('bob');
    const deadline = Date.now() + 10_000;
    while (await accepted(before).then(Boolean, () => false)) expect(Date.now()).toBeLessThan(deadline);
    expect(await accepted(issuer.token({ sub: 'bob', iat: second() + 1 }))).toMatchObject({ id: 'bob' });
    expect(await accepted(issuer.token({ sub: 'eve', iat: second() - 5 }))).toMatchObject({ id: 'eve' });
  });

  it('is known to a gateway that starts afterwards', async () => {
    const token = issuer.token({ sid: 'early' });
    await issuer.revokeSession('early');
    await using late = open();
    const deadline = Date.now() + 10_000;
    while (await accepted(token, late).then(Boolean, () => false)) expect(Date.now()).toBeLessThan(deadline);
  });
});

const stranger = generateKeyPairSync('ed25519');
const claims = () => ({
  iss: issuer.issuer,
  aud: issuer.audience,
  sub: 'ada',
  iat: second(),
  exp: second() + 300,
});
const bringing = (header: object) =>
  signToken({ alg: 'EdDSA', kid: issuer.kid, ...header }, claims(), stranger.privateKey);
