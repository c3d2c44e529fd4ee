import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, exportSPKI, generateKeyPair, type JWK, SignJWT } from 'jose';

export interface Signed {
  /** Claims beside those that every good token has; undefined leaves one out. */
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  /** Name of the key; the newest where left out. */
  readonly kid?: string;
}

/** Signs tokens and publishes its keys, as a sign-in service does. */
export interface Issuer extends AsyncDisposable {
  readonly jwksUrl: string;
  readonly issuer: string;
  readonly audience: string;
  /** How often its keys were asked for. */
  readonly asked: number;
  /** A token that is good but for what `signed` changes. */
  token(signed?: Signed): Promise<string>;
  /** Publishes a new key that nothing is signed with yet; answers its name. */
  publish(): Promise<string>;
  /** Signs with another key of those published from now on. */
  use(kid: string): void;
  /** Publishes a key no more. */
  retire(kid: string): void;
  /** The newest key that is published, as PEM. */
  publicPem(): Promise<string>;
  /** Name of the key it signs with. */
  readonly newest: string;
  newestJwk(): JWK;
}

interface Key {
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  readonly jwk: JWK;
}

export const issuerName = 'https://accounts.library.example';
export const audience = 'library';
const lifeSeconds = 300;

export async function startIssuer(): Promise<Issuer> {
  const keys = new Map<string, Key>();
  let newest = '';
  let asked = 0;
  const server = createServer((_request, response) => {
    asked++;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ keys: [...keys.values()].map(({ jwk }) => jwk) }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const signing = new Map<string, Key>();

  const issuer: Issuer = {
    jwksUrl: `http://127.0.0.1:${port}/jwks`,
    issuer: issuerName,
    audience,
    get asked() {
      return asked;
    },
    get newest() {
      return newest;
    },
    async token({ claims = {}, header = {}, kid = newest } = {}) {
      const now = Math.floor(Date.now() / 1000);
      const all: Record<string, unknown> = {
        iss: issuerName,
        aud: audience,
        sub: 'investor-1',
        iat: now,
        exp: now + lifeSeconds,
        jti: crypto.randomUUID(),
        ...claims,
      };
      const payload = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
      const key = signing.get(kid);
      if (!key) throw new Error(`expected the name of a key, came ${kid}`);
      return new SignJWT(payload).setProtectedHeader({ alg: 'EdDSA', kid, ...header }).sign(key.privateKey);
    },
    async publish() {
      const { privateKey, publicKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
      const exported = await exportJWK(publicKey);
      const kid = `key-${signing.size + 1}`;
      const key = { privateKey, publicKey, jwk: { ...exported, kid, alg: 'EdDSA', use: 'sig' } };
      keys.set(kid, key);
      signing.set(kid, key);
      return kid;
    },
    use(kid) {
      newest = kid;
    },
    retire: (kid) => void keys.delete(kid),
    newestJwk: () => keys.get(newest)!.jwk,
    publicPem: () => exportSPKI(keys.get(newest)!.publicKey),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  issuer.use(await issuer.publish());
  return issuer;
}
