import { type Attack, refusalCpuMs } from '../attack.ts';
import { codeOf, graphAnswer, type HttpAnswer, toldOfAnswer } from '../client/answer.ts';
import type { Raid } from '../client/raid.ts';
import { libraryOperations } from '../world/library/operations.ts';
import type { OperationBody } from '../world/operation-body.ts';
import { friendlyOrigin } from '../world/start.ts';
import { expectRefusal, expectStatus, expectThat, notStored } from './expect.ts';

const worlds = ['made-up', 'product'] as const;
const evil = 'https://evil.example';
const rename: OperationBody = { query: libraryOperations.rename, variables: { title: 'x' } };

/** Neither executed nor readable by the page that sent it, and not because of what was asked. */
function expectNotExecuted(answer: HttpAnswer): string {
  const came = toldOfAnswer(answer);
  const { data, errors = [] } = graphAnswer(answer);
  expectThat(answer.status >= 400 && !data && codeOf(errors[0]) !== notStored, 'a refusal', came);
  return came;
}

const refusedBody = (
  contentType: string,
  bodyOf: (body: OperationBody) => string,
): Pick<Attack, 'worlds' | 'times' | 'cpuMs' | 'run'> => ({
  worlds,
  times: 10,
  cpuMs: refusalCpuMs,
  async run({ stranger, target }) {
    const one = stranger();
    const body = bodyOf(target.words.control);
    expectNotExecuted(await one.send({ headers: { 'content-type': contentType, origin: evil }, body }));
    return expectNotExecuted(await one.send({ headers: { 'content-type': contentType }, body }));
  },
});

const search = ({ query = '', variables }: OperationBody): string =>
  `/graphql?${new URLSearchParams({ query, ...(variables && { variables: JSON.stringify(variables) }) })}`;

/** Every value of a header that lets a page read. */
const letsRead = ({ headers }: HttpAnswer): string => headers['access-control-allow-origin'] ?? '';

async function crossOrigin({ stranger, target }: Raid): Promise<string> {
  const one = stranger();
  const { control } = target.words;
  const body = JSON.stringify(control);
  const json = { 'content-type': 'application/json' };
  const preflight = { 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' };
  const strangers = [evil, 'null', `${friendlyOrigin}.evil.example`, friendlyOrigin.replace('app.', 'app-'), 'file://'];
  for (const origin of strangers) {
    const asked = await one.send({ method: 'OPTIONS', headers: { origin, ...preflight } });
    const posted = await one.send({ headers: { ...json, origin }, body });
    for (const answer of [asked, posted])
      expectThat(letsRead(answer) === '', `no leave to read for ${origin}`, `leave for ${letsRead(answer)}`);
  }
  const simple = await one.post(control);
  const open = letsRead(simple) === '*' && simple.headers['access-control-allow-credentials'] === 'true';
  expectThat(!open, 'no leave for everybody with credentials', letsRead(simple));
  if (target.name === 'lz' && target.tailored) {
    const friend = await one.send({ headers: { ...json, origin: friendlyOrigin }, body });
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

async function pageAndCookie({ stranger, target }: Raid): Promise<string> {
  const one = stranger();
  const page = await one.send({ method: 'GET', path: '/', headers: { accept: 'text/html' } });
  if (target.tailored) expectStatus(page, 200);
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
    run: async ({ stranger, target }) =>
      expectNotExecuted(await stranger().send({ method: 'GET', path: search(target.words.control) })),
  },
  {
    id: 'D2',
    sentence: 'A mutation by GET is not executed, whatever leave was asked for.',
    worlds,
    times: 5,
    cpuMs: refusalCpuMs,
    async run({ stranger, target }) {
      const path = search(target.world === 'made-up' ? rename : { query: 'mutation { __typename }' });
      const one = stranger();
      expectNotExecuted(await one.send({ method: 'GET', path }));
      return expectRefusal(
        await one.send({
          method: 'GET',
          path,
          headers: { 'apollo-require-preflight': '1', accept: 'application/graphql-response+json' },
        }),
        target,
        ['BAD_INPUT'],
      );
    },
  },
  {
    id: 'D3',
    sentence: 'A form (application/x-www-form-urlencoded) is not executed.',
    ...refusedBody('application/x-www-form-urlencoded', ({ query = '' }) => `query=${encodeURIComponent(query)}`),
  },
  {
    id: 'D4',
    sentence: 'A body as text/plain is not executed.',
    ...refusedBody('text/plain', (body) => JSON.stringify(body)),
  },
  {
    id: 'D5',
    sentence: 'A body as multipart/form-data is not executed.',
    ...refusedBody('multipart/form-data; boundary=x', (body) =>
      [
        '--x\r\nContent-Disposition: form-data; name="operations"\r\n',
        JSON.stringify(body),
        '--x\r\nContent-Disposition: form-data; name="map"\r\n\r\n{}',
        '--x--\r\n',
      ].join('\r\n'),
    ),
  },
  {
    id: 'D6',
    sentence: 'A GET with an odd content type is not taken for one that asked leave.',
    worlds,
    times: 5,
    cpuMs: refusalCpuMs,
    async run({ stranger, target }) {
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
          await one.send({ method: 'GET', path: search(target.words.control), headers: { 'content-type': type } }),
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
