import { type Attack, refusalCpuMs } from '../attack.ts';
import { graphAnswer, type HttpAnswer, toldOfAnswer } from '../client/answer.ts';
import type { Raid } from '../client/raid.ts';
import { friendlyOrigin } from '../world/start.ts';
import { expectStatus, expectThat } from './expect.ts';

const worlds = ['made-up', 'product'] as const;
const evil = 'https://evil.example';
const query = '{ __typename }';

/** Neither executed nor readable by the page that sent it. */
function expectNotExecuted(answer: HttpAnswer): string {
  const came = toldOfAnswer(answer);
  expectThat(answer.status >= 400 && !graphAnswer(answer).data, 'a refusal', came);
  return came;
}

const refusedBody = (contentType: string, body: string): Pick<Attack, 'worlds' | 'times' | 'cpuMs' | 'run'> => ({
  worlds,
  times: 10,
  cpuMs: refusalCpuMs,
  async run({ stranger }) {
    const one = stranger();
    expectNotExecuted(await one.send({ headers: { 'content-type': contentType, origin: evil }, body }));
    return expectNotExecuted(await one.send({ headers: { 'content-type': contentType }, body }));
  },
});

const search = (params: Readonly<Record<string, string>>): string => `/graphql?${new URLSearchParams(params)}`;

/** Every value of a header that lets a page read. */
const letsRead = ({ headers }: HttpAnswer): string => headers['access-control-allow-origin'] ?? '';

async function crossOrigin({ stranger, target }: Raid): Promise<string> {
  const one = stranger();
  const json = { 'content-type': 'application/json' };
  const preflight = { 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' };
  const strangers = [evil, 'null', `${friendlyOrigin}.evil.example`, friendlyOrigin.replace('app.', 'app-'), 'file://'];
  for (const origin of strangers) {
    const asked = await one.send({ method: 'OPTIONS', headers: { origin, ...preflight } });
    const posted = await one.send({ headers: { ...json, origin }, body: JSON.stringify({ query }) });
    for (const answer of [asked, posted])
      expectThat(letsRead(answer) === '', `no leave to read for ${origin}`, `leave for ${letsRead(answer)}`);
  }
  const simple = await one.ask(query);
  const open = letsRead(simple) === '*' && simple.headers['access-control-allow-credentials'] === 'true';
  expectThat(!open, 'no leave for everybody with credentials', letsRead(simple));
  if (target.name === 'lz') {
    const friend = await one.send({ headers: { ...json, origin: friendlyOrigin }, body: JSON.stringify({ query }) });
    expectThat(letsRead(friend) === friendlyOrigin, 'leave for the listed page', letsRead(friend));
    expectThat(/\borigin\b/i.test(friend.headers.vary ?? ''), 'vary: origin', friend.headers.vary ?? 'none');
  }
  return 'no leave to read';
}

const pageHeaders: readonly (readonly [string, RegExp])[] = [
  ['content-security-policy', /default-src 'none'.*frame-ancestors 'none'/],
  ['x-content-type-options', /^nosniff$/],
  ['x-frame-options', /^DENY$/],
  ['referrer-policy', /^(no-referrer|same-origin|strict-origin)/],
];

/** What belongs to every cookie that carries a sign-in. */
const cookieParts = ['HttpOnly', 'Secure', 'SameSite=Strict', 'Path=/auth'];

async function pageAndCookie({ stranger }: Raid): Promise<string> {
  const one = stranger();
  const page = await one.send({ method: 'GET', path: '/', headers: { accept: 'text/html' } });
  expectStatus(page, 200);
  for (const [name, value] of pageHeaders)
    expectThat(value.test(page.headers[name] ?? ''), `${name} ${value}`, page.headers[name] ?? 'none');
  expectThat(!/unsafe-(inline|eval)/.test(page.headers['content-security-policy'] ?? ''), 'nothing inline', 'unsafe');
  const answers = [
    await one.ask('mutation { login(name: "a", password: "correct horse") { accepted } }'),
    await one.send({ path: '/auth/refresh', headers: { cookie: 'refresh=1' } }),
    await one.send({ path: '/auth/sign-out', headers: { cookie: 'refresh=1' } }),
  ];
  for (const { headers } of answers) {
    const cookie = headers['set-cookie'];
    if (cookie === undefined) continue;
    for (const part of cookieParts) expectThat(cookie.includes(part), `a cookie with ${part}`, cookie);
  }
  return 'headers whole, no cookie without its bounds';
}

export const origin: readonly Attack[] = [
  {
    id: 'D1',
    sentence: 'A query by GET that no browser asked leave for is not executed.',
    worlds,
    times: 10,
    cpuMs: refusalCpuMs,
    run: async ({ stranger }) => expectNotExecuted(await stranger().send({ method: 'GET', path: search({ query }) })),
  },
  {
    id: 'D2',
    sentence: 'A mutation by GET is not executed, whatever leave was asked for.',
    worlds,
    async run({ stranger }) {
      const path = search({ query: 'mutation { __typename }' });
      const one = stranger();
      expectNotExecuted(await one.send({ method: 'GET', path }));
      return expectNotExecuted(
        await one.send({
          method: 'GET',
          path,
          headers: { 'apollo-require-preflight': '1', accept: 'application/graphql-response+json' },
        }),
      );
    },
  },
  {
    id: 'D3',
    sentence: 'A form (application/x-www-form-urlencoded) is not executed.',
    ...refusedBody('application/x-www-form-urlencoded', `query=${encodeURIComponent(query)}`),
  },
  {
    id: 'D4',
    sentence: 'A body as text/plain is not executed.',
    ...refusedBody('text/plain', JSON.stringify({ query })),
  },
  {
    id: 'D5',
    sentence: 'A body as multipart/form-data is not executed.',
    ...refusedBody(
      'multipart/form-data; boundary=x',
      [
        '--x\r\nContent-Disposition: form-data; name="operations"\r\n',
        JSON.stringify({ query }),
        '--x\r\nContent-Disposition: form-data; name="map"\r\n\r\n{}',
        '--x--\r\n',
      ].join('\r\n'),
    ),
  },
  {
    id: 'D6',
    sentence: 'A GET with an odd content type is not taken for one that asked leave.',
    worlds,
    async run({ stranger }) {
      const one = stranger();
      const types = [
        'text/plain; application/json',
        'text/plain;a=application/json',
        'application/x-www-form-urlencoded; application/json',
        'multipart/form-data; boundary="application/json"',
        ' text/plain',
        'text/plain, application/json',
        'text/plain;charset=utf-8;application/json',
      ];
      let came = '';
      for (const type of types) {
        came = expectNotExecuted(
          await one.send({ method: 'GET', path: search({ query }), headers: { 'content-type': type } }),
        );
      }
      return came;
    },
  },
  {
    id: 'D7',
    sentence: 'A page of another origin, one that looks alike and a page of none get no leave to read.',
    worlds,
    run: crossOrigin,
  },
  {
    id: 'D8',
    sentence: 'The web app comes with its security headers, and no sign-in cookie without its bounds.',
    worlds,
    run: pageAndCookie,
  },
];
