import { createSigner, signatureHeader } from '@lzstock/kit/signature/signature';
import { viewerHeader } from '@lzstock/kit/viewer';
import { type Attack, refusalCpuMs } from '../attack.ts';
import { graphAnswer, type HttpAnswer, toldOfAnswer } from '../client/answer.ts';
import type { Raid } from '../client/raid.ts';
import { libraryOperations } from '../world/library/operations.ts';
import { expectThat } from './expect.ts';

const worlds = ['made-up', 'product'] as const;

/** Subgraphs of ours; the library's unmasked one is somebody else's and signs nothing. */
export const guarded = ({ target }: Raid): [name: string, origin: string][] =>
  Object.entries(target.subgraphs)
    .filter(([name]) => name !== 'quillmark')
    .map(([name, url]) => [name, new URL(url).origin]);

export function expectUnsigned(answer: HttpAnswer, what: string): void {
  const { data } = graphAnswer(answer);
  expectThat(answer.status === 401 && !data, '401', `${toldOfAnswer(answer)} for ${what}`);
}

/** Straight to the port of each subgraph, without the gateway. */
const unsigned = (query: string): Pick<Attack, 'worlds' | 'times' | 'cpuMs' | 'cannot' | 'run'> => ({
  worlds,
  cannot: ({ subgraphs }) => (Object.keys(subgraphs).length === 0 ? 'nobody told where its subgraphs are' : null),
  times: 5,
  cpuMs: refusalCpuMs,
  async run(raid) {
    const all = guarded(raid);
    for (const [name, origin] of all) {
      const one = raid.stranger(origin);
      expectUnsigned(await one.ask(query), name);
      expectUnsigned(
        await one.send({ method: 'GET', path: `/graphql?query=${encodeURIComponent(query)}` }),
        `${name} by GET`,
      );
      expectUnsigned(
        await one.ask(query, undefined, { 'x-lzstock-signature': 'v1.0.a.1.b' }),
        `${name} with a made-up one`,
      );
    }
    return `401 of ${all.length} subgraphs`;
  },
});

const thirtyOneSeconds = 31_000;

/** Somebody saw one signed request go by, or got hold of another subgraph's key. */
async function replay(raid: Raid): Promise<string> {
  const { secrets } = raid.target;
  const [[name, key], [, otherKey]] = Object.entries(secrets) as [[string, string], [string, string]];
  const [, origin] = guarded(raid).find(([each]) => each === name)!;
  const one = raid.stranger(origin);
  const body = JSON.stringify({ query: '{ __typename }' });
  const other = JSON.stringify({ query: '{ __typename other: __typename }' });
  const viewer = Buffer.from(JSON.stringify({ id: 'somebody' })).toString('base64url');
  const signed = { kind: 'POST', content: body, claims: null };
  const sign = createSigner(name, key);
  const send = (signature: string, text = body, headers: Readonly<Record<string, string>> = {}) =>
    one.post(text, { [signatureHeader]: signature, ...headers });

  const good = sign(signed);
  const first = await send(good);
  expectThat(first.status === 200, 'a signed request to be answered', toldOfAnswer(first));
  expectUnsigned(await send(good), 'a replay');
  expectUnsigned(await send(sign(signed), other), 'another body');
  expectUnsigned(await send(sign(signed), body, { [viewerHeader]: viewer }), 'a viewer put in');
  expectUnsigned(await send(sign({ ...signed, claims: viewer })), 'a viewer taken out');
  expectUnsigned(await send(createSigner(name, otherKey)(signed)), "another subgraph's key");
  expectUnsigned(await send(createSigner('elsewhere', key)(signed)), 'a signature for elsewhere');
  for (const off of [-thirtyOneSeconds, thirtyOneSeconds])
    expectUnsigned(await send(createSigner(name, key, () => Date.now() + off)(signed)), `${off} ms`);
  expectUnsigned(await send(sign({ ...signed, kind: 'GET' })), 'another method');
  expectUnsigned(await send(`${sign(signed).slice(0, -2)}AA`), 'a broken signature');
  return 'nine variations refused with 401';
}

/** Whatever a client puts into headers and extensions, none of it arrives behind the gateway. */
async function inject(raid: Raid): Promise<string> {
  const { target } = raid;
  const marker = `mark${raid.fresh().replace('_', '')}`;
  const one = raid.stranger();
  const viewer = Buffer.from(JSON.stringify({ id: `${marker}id` })).toString('base64url');
  const headers = {
    'x-lzstock-viewer': viewer,
    'x-user-id': marker,
    'x-user-roles': `admin-${marker}`,
    'x-lzstock-signature': marker,
    'x-forwarded-user': marker,
    'x-hasura-role': marker,
    traceparent: `00-${Buffer.from(marker.padEnd(16, 'x').slice(0, 16)).toString('hex')}-00f067aa0ba902b7-01`,
    tracestate: `vendor=${marker}`,
    baggage: `user=${marker}`,
    'apollographql-client-name': marker,
    cookie: `session=${marker}`,
  };
  const extensions = { hmac: marker, hmacSignature: marker, viewer: { id: marker }, 'x-user-id': marker };
  for (const body of target.words.breaking) await one.post({ ...body, extensions }, headers);
  const texts = [marker, viewer, headers.traceparent];
  const seen: string[] = [];
  for (const text of texts) if (await target.inside?.heard(text)) seen.push(text);
  expectThat(seen.length === 0, 'nothing of it behind the gateway', seen.join(' '));
  const asked = await target.inside?.heard('newestReview');
  expectThat(asked === true, 'the operation itself behind the gateway', 'nothing');
  const { data } = graphAnswer(await one.ask(libraryOperations.me, undefined, { 'x-lzstock-viewer': viewer }));
  expectThat(target.name === 'stock' || !data?.me, 'nobody signed in by a header', JSON.stringify(data));
  return `none of ${Object.keys(headers).length} headers and ${Object.keys(extensions).length} extensions`;
}

export const subgraph: readonly Attack[] = [
  {
    id: 'H1',
    sentence: 'The port of a subgraph answers `_entities` to nobody but the gateway: 401.',
    ...unsigned('{ _entities(representations: [{ __typename: "Work", id: "1" }]) { __typename } }'),
  },
  {
    id: 'H2',
    sentence: 'The port of a subgraph answers `_service { sdl }` to nobody but the gateway: 401.',
    ...unsigned('{ _service { sdl } }'),
  },
  {
    id: 'H3',
    sentence: 'The port of a subgraph answers a query to nobody but the gateway: 401.',
    ...unsigned('{ __typename }'),
  },
  {
    id: 'H4',
    sentence:
      'A signature that was seen before, is old, or was made for another body, viewer, subgraph or by another key: 401.',
    cannot: ({ name }) => (name === 'stock' ? 'it signs nothing' : null),
    run: replay,
  },
  {
    id: 'H5',
    sentence: 'No header and no extension of a client arrives at a subgraph as one of the gateway’s.',
    run: inject,
  },
];
