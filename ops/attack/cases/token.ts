import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { Breach } from '../../conformance/case.ts';
import { type Attack, refusalCpuMs } from '../attack.ts';
import { codeOf, graphAnswer, type HttpAnswer, toldOfAnswer } from '../client/answer.ts';
import type { Raid } from '../client/raid.ts';
import type { Stranger } from '../client/stranger.ts';
import { audience, type Issuer, issuerName } from '../world/issuer.ts';
import { libraryOperations } from '../world/library/operations.ts';
import type { Target } from '../world/target.ts';
import { expectThat } from './expect.ts';

/** Answered for who signed in alone. */
export const { me } = libraryOperations;

export const knowsNoSignIn = ({ name }: Target): string | null => (name === 'stock' ? 'it knows no sign-in' : null);

const encode = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString('base64url');
const seconds = (): number => Math.floor(Date.now() / 1_000);

export function issuerOf({ target }: Raid): Issuer {
  if (!target.issuer) throw new Breach('expected an issuer that the target trusts, came none');
  return target.issuer;
}

export const bearer = (token: string): Readonly<Record<string, string>> => ({ authorization: `Bearer ${token}` });
const meWith = (one: Stranger, token: string): Promise<HttpAnswer> => one.ask(me, undefined, bearer(token));

function expectRefused(answer: HttpAnswer, what: string): void {
  const { data, errors = [] } = graphAnswer(answer);
  const came = `${toldOfAnswer(answer)} for ${what}`;
  expectThat(answer.status === 401 && !data, '401', came);
  expectThat(errors.length === 1 && codeOf(errors[0]) === 'UNAUTHENTICATED', 'UNAUTHENTICATED', came);
}

function expectSignedIn(answer: HttpAnswer): void {
  const { data } = graphAnswer(answer);
  expectThat(Boolean(data?.me), 'a good token to be taken', toldOfAnswer(answer));
}

/** Every token is refused alike; a good one is taken before and after. */
const forged = (
  tokens: (issuer: Issuer) => Promise<readonly (readonly [what: string, token: string])[]>,
): Pick<Attack, 'times' | 'cpuMs' | 'cannot' | 'run'> => ({
  times: 5,
  cpuMs: refusalCpuMs,
  cannot: knowsNoSignIn,
  async run(raid) {
    const issuer = issuerOf(raid);
    const one = raid.stranger();
    expectSignedIn(await meWith(one, await issuer.token()));
    const all = await tokens(issuer);
    for (const [what, token] of all) {
      raid.attempt();
      expectRefused(await meWith(one, token), what);
    }
    expectSignedIn(await meWith(one, await issuer.token()));
    return `${all.length} × 401 UNAUTHENTICATED`;
  },
});

const claims = (): object => ({
  iss: issuerName,
  aud: audience,
  sub: 'investor-1',
  iat: seconds(),
  exp: seconds() + 300,
});
const unsigned = (header: object): string => `${encode(header)}.${encode(claims())}`;
const none = ['none', 'None', 'NONE', 'nOnE'];

const ownKey = generateKeyPairSync('ed25519');
/** Signed by the attacker with a header of his own. */
function selfSigned(header: object): string {
  const content = unsigned(header);
  return `${content}.${sign(null, Buffer.from(content), ownKey.privateKey).toString('base64url')}`;
}

/** The public key, which everybody has, used as a secret. */
async function confused(issuer: Issuer): Promise<(readonly [string, string])[]> {
  const pem = await issuer.publicPem();
  const x = Buffer.from(issuer.newestJwk().x ?? '', 'base64url');
  const secrets = [pem, pem.trimEnd(), x, issuer.newestJwk().x ?? ''];
  return ['HS256', 'HS512'].flatMap((alg) =>
    secrets.map((secret, at): readonly [string, string] => {
      const content = unsigned({ alg, kid: issuer.newest });
      const mac = createHmac(alg.replace('HS', 'sha'), secret).update(content).digest('base64url');
      return [`${alg} with secret ${at}`, `${content}.${mac}`];
    }),
  );
}

const kids = [
  '../../etc/passwd',
  '/dev/null',
  "' OR 1=1 --",
  "x' UNION SELECT 'key' --",
  'k'.repeat(10_240),
  '',
  '\u0000',
  '__proto__',
  'constructor',
];

async function unknownKeys(raid: Raid): Promise<string> {
  const issuer = issuerOf(raid);
  const one = raid.stranger();
  expectSignedIn(await meWith(one, await issuer.token()));
  const before = issuer.asked;
  const many = 200;
  for (let at = 0; at < many; at++) {
    raid.attempt();
    expectRefused(
      await meWith(one, await issuer.token({ header: { kid: `unknown-${raid.fresh()}` } })),
      'an unknown key',
    );
  }
  const asked = issuer.asked - before;
  expectThat(asked <= 2, 'at most one look for keys in a cool-down', `${asked} for ${many} tokens`);
  expectSignedIn(await meWith(one, await issuer.token()));
  return `${many} × 401, keys asked for ${asked} times`;
}

export const token: readonly Attack[] = [
  {
    id: 'E1',
    sentence: '`alg: none` in four spellings signs nobody in.',
    ...forged(async (issuer) =>
      none.flatMap((alg): (readonly [string, string])[] => [
        [alg, `${unsigned({ alg, kid: issuer.newest })}.`],
        [`${alg} with a signature`, `${unsigned({ alg, kid: issuer.newest })}.AAAA`],
      ]),
    ),
  },
  { id: 'E2', sentence: 'The public key is not taken for the secret of an HMAC.', ...forged(confused) },
  {
    id: 'E3',
    sentence: 'Unknown keys are refused and make the target ask for keys once in a while, not for each.',
    cpuMs: refusalCpuMs,
    cannot: knowsNoSignIn,
    run: unknownKeys,
  },
  {
    id: 'E4',
    sentence: 'Key names that are paths, SQL, endless or odd are refused.',
    ...forged(async (issuer) =>
      Promise.all(kids.map(async (kid) => [kid.slice(0, 20), await issuer.token({ header: { kid } })] as const)),
    ),
  },
  {
    id: 'E5',
    sentence: 'Keys that a token brings along are not looked at.',
    ...forged(async (issuer) => {
      const jwk = ownKey.publicKey.export({ format: 'jwk' });
      const alg = 'EdDSA';
      return [
        ['jwk', selfSigned({ alg, jwk })],
        ['jwk and a good kid', selfSigned({ alg, kid: issuer.newest, jwk })],
        ['jku', selfSigned({ alg, kid: 'own', jku: `${issuer.jwksUrl}?own` })],
        ['x5u', selfSigned({ alg, kid: issuer.newest, x5u: 'http://evil.example/x' })],
        ['x5c', selfSigned({ alg, kid: issuer.newest, x5c: ['MIIB'] })],
        [
          'crit',
          await issuer.token({ header: { crit: ['b64'], b64: false } }).catch(() => selfSigned({ alg, crit: ['b64'] })),
        ],
      ];
    }),
  },
  {
    id: 'E6',
    sentence: 'A token that ended 61 s ago is refused.',
    ...forged(async (issuer) => [
      ['61 s', await issuer.token({ claims: { iat: seconds() - 300, exp: seconds() - 61 } })],
      ['an hour', await issuer.token({ claims: { iat: seconds() - 4_000, exp: seconds() - 3_600 } })],
    ]),
  },
  {
    id: 'E7',
    sentence: 'A token that does not hold yet is refused.',
    ...forged(async (issuer) => [
      ['nbf', await issuer.token({ claims: { nbf: seconds() + 61 } })],
      ['iat', await issuer.token({ claims: { iat: seconds() + 120, exp: seconds() + 300 } })],
    ]),
  },
  {
    id: 'E8',
    sentence: 'A token for somebody else is refused.',
    ...forged(async (issuer) => [
      ['another', await issuer.token({ claims: { aud: 'elsewhere' } })],
      ['none', await issuer.token({ claims: { aud: undefined } })],
      ['many', await issuer.token({ claims: { aud: ['elsewhere', 'library2'] } })],
    ]),
  },
  {
    id: 'E9',
    sentence: 'A token by somebody else is refused.',
    ...forged(async (issuer) => [
      ['another', await issuer.token({ claims: { iss: 'https://evil.example' } })],
      ['a longer one', await issuer.token({ claims: { iss: `${issuerName}.evil.example` } })],
      ['a slash', await issuer.token({ claims: { iss: `${issuerName}/` } })],
      ['none', await issuer.token({ claims: { iss: undefined } })],
    ]),
  },
  {
    id: 'E10',
    sentence: 'A token without an end, or that holds longer than ten minutes, is refused.',
    ...forged(async (issuer) => [
      ['none', await issuer.token({ claims: { exp: undefined } })],
      ['a year', await issuer.token({ claims: { exp: seconds() + 31_536_000 } })],
      ['nobody', await issuer.token({ claims: { sub: undefined } })],
    ]),
  },
];
