import { generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Redis } from '../redis/ports.ts';
import { revoke } from '../sign-in/revocation.ts';

/** What an access token says; `iss aud iat exp` and a session are put in where left out. */
export type TokenClaims = Readonly<Record<string, unknown>>;

/** Signs investors in as accounts would, for tests. */
export interface TestIssuer extends AsyncDisposable {
  /** Address of its JSON Web Key Set. */
  readonly jwksUrl: string;
  readonly issuer: string;
  readonly audience: string;
  /** Id of the key it signs with. */
  readonly kid: string;
  /** How often the key set was asked for. */
  readonly fetches: number;
  /** How many connections that took. */
  readonly connections: number;
  /** A good token that holds five minutes. `claims` replace those it would have (`undefined` leaves one out), `header` likewise. */
  token(claims?: TokenClaims, header?: Readonly<Record<string, unknown>>): string;
  /** Publishes another key and signs with it from now on; the former stays published. Returns the new key's id. */
  rotate(): string;
  /** Publishes a key no longer. */
  retire(kid: string): void;
  /** Whether the key set is answered; while it is not, connections are cut. */
  away: boolean;
  /** Answers this text for a key set; null for the true one. */
  says: string | null;
  revokeSession(session: string): Promise<void>;
  /** Ends all sign-ins of a viewer so far. */
  revokeViewer(viewer: string): Promise<void>;
}

export interface TestIssuerOptions {
  /** Carries its revocations. */
  readonly redis?: Redis;
  readonly issuer?: string;
  readonly audience?: string;
}

const encode = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString('base64url');

/** A token of any content, signed with an Ed25519 key. */
export function signToken(header: object, claims: object, key: KeyObject): string {
  const content = `${encode(header)}.${encode(claims)}`;
  return `${content}.${sign(null, Buffer.from(content), key).toString('base64url')}`;
}

/** Serves a key set on a free port of 127.0.0.1. */
export async function startTestIssuer(options: TestIssuerOptions = {}): Promise<TestIssuer> {
  const { redis, issuer = 'https://accounts.test', audience = 'lzstock' } = options;
  const published = new Map<string, KeyObject>();
  let current: { kid: string; privateKey: KeyObject };
  const rotate = (): string => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const kid = randomUUID();
    published.set(kid, publicKey);
    current = { kid, privateKey };
    return kid;
  };
  rotate();
  const keySet = () => ({
    keys: [...published].map(([kid, key]) => ({ ...key.export({ format: 'jwk' }), kid, use: 'sig', alg: 'EdDSA' })),
  });
  const state = { fetches: 0, connections: 0, away: false, says: null as string | null };
  const server = createServer((request, response) => {
    state.fetches++;
    if (state.away) return request.socket.destroy();
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(state.says ?? JSON.stringify(keySet()));
  });
  server.on('connection', () => {
    state.connections++;
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const told = (): Redis => {
    if (!redis) throw new Error('expected the issuer to be given a Redis, revocations travel by it');
    return redis;
  };
  return {
    jwksUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`,
    issuer,
    audience,
    get kid() {
      return current.kid;
    },
    get fetches() {
      return state.fetches;
    },
    get connections() {
      return state.connections;
    },
    get away() {
      return state.away;
    },
    set away(away) {
      state.away = away;
    },
    get says() {
      return state.says;
    },
    set says(says) {
      state.says = says;
    },
    token(claims = {}, header = {}) {
      const iat = Math.floor(Date.now() / 1_000);
      const all = { iss: issuer, aud: audience, sub: 'ada', sid: randomUUID(), iat, exp: iat + 300, ...claims };
      return signToken({ alg: 'EdDSA', typ: 'JWT', kid: current.kid, ...header }, all, current.privateKey);
    },
    rotate,
    retire: (kid) => void published.delete(kid),
    revokeSession: (session) => revoke(told(), { session }),
    revokeViewer: (viewer) => revoke(told(), { viewer, before: Date.now() }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
