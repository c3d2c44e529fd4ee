import { gzipSync } from 'node:zlib';
import { Breach } from '../../conformance/case.ts';
import { type Attack, refusalCpuMs } from '../attack.ts';
import { graphAnswer } from '../client/answer.ts';
import type { Raid } from '../client/raid.ts';
import { statuses } from '../client/raw-line.ts';
import type { Target } from '../world/target.ts';
import { expectRefusal, expectStatus, expectThat, expectTurnedAway, expectTyped } from './expect.ts';
import { bodyWith, odd, polluting } from './odd-body.ts';

const worlds = ['made-up', 'product'] as const;
const kib = 1024;
const slowMs = (target: Target): number => (target.patient ? 45_000 : 15_500);
const head = ({ origin }: Target, ...lines: readonly string[]): string =>
  ['POST /graphql HTTP/1.1', `Host: ${new URL(origin).host}`, 'Content-Type: application/json', ...lines, '', ''].join(
    '\r\n',
  );
const json = { 'content-type': 'application/json' };

/** Sends a piece each second until the target lets go of the connection; tells after how long. */
async function drip({ target, stranger }: Raid, first: string, piece: string): Promise<string> {
  const line = await stranger().line();
  const since = performance.now();
  await line.write(first);
  while (!(await line.ended(1_000))) {
    const took = performance.now() - since;
    expectThat(took < slowMs(target), 'the connection to be closed within 15 s', 'one that is open');
    await line.write(piece);
  }
  return `closed after ${((performance.now() - since) / 1_000).toFixed(1)} s ${statuses(line.text).join(' ')}`;
}

/** A body in chunks without a length, until it is cut. */
async function flood({ target, stranger }: Raid): Promise<string> {
  const line = await stranger().line();
  await line.write(head(target, 'Transfer-Encoding: chunked'));
  const chunk = `${(64 * kib).toString(16)}\r\n${' '.repeat(64 * kib)}\r\n`;
  for (let sent = 0; sent < 10 * kib * kib && line.isOpen && line.text === ''; sent += 64 * kib) {
    await line.write(chunk);
    await new Promise((resolve) => setImmediate(resolve));
  }
  if (line.isOpen && line.text === '') await line.write('0\r\n\r\n');
  await line.heard((text) => text.includes('\r\n\r\n'), 5_000);
  const status = statuses(line.text)[0];
  expectThat(status === undefined ? !line.isOpen : status === 413, '413 or a cut', String(status ?? 'nothing'));
  await line.ended(5_000);
  expectThat(!line.isOpen, 'the connection to be closed', 'one that is open');
  return `${status ?? 'cut'}, closed`;
}

/** Two requests in one, for whoever counts differently than a proxy before it. */
async function smuggle({ target, stranger }: Raid): Promise<string> {
  const body = JSON.stringify({ query: '{ __typename }' });
  const second = `GET /live HTTP/1.1\r\nHost: x\r\n\r\n`;
  const sent = [
    head(target, `Content-Length: ${body.length}`, `Content-Length: ${body.length + 7}`) + body,
    `${head(target, `Content-Length: ${body.length + 5 + second.length}`, 'Transfer-Encoding: chunked')}0\r\n\r\n${second}`,
    `${head(target, 'Content-Length: 4', 'Transfer-Encoding: chunked')}${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n${second}`,
    `${head(target, 'Transfer-Encoding: chunked, identity')}0\r\n\r\n${second}`,
    `${head(target, 'Transfer-Encoding : chunked')}0\r\n\r\n${second}`,
    `${head(target, `Content-Length: +${body.length}`)}${body}`,
  ];
  const came: number[] = [];
  for (const bytes of sent) {
    const line = await stranger().line();
    await line.write(bytes);
    await line.ended(3_000);
    const all = statuses(line.text);
    expectThat(all.length === 1 && all[0] === 400, 'one answer, 400', `${all.join(' ')} for ${bytes.slice(60, 180)}`);
    came.push(all[0]!);
  }
  return came.join(' ');
}

async function pollute({ target, stranger }: Raid): Promise<string> {
  const one = stranger();
  const { words } = target;
  const before = await one.post(words.control);
  const came: string[] = [];
  for (const body of polluting(words)) came.push(expectTyped(await one.post(body)));
  came.push(expectTyped(await one.ask(`{ __proto__: ${words.field} { __proto__: __typename } }`)));
  const after = await one.post(words.control);
  expectThat(after.text === before.text, 'an answer as before', after.text);
  const { data } = graphAnswer(await one.ask('{ __typename polluted: __typename }'));
  if (data) expectThat(Object.keys(data).join() === '__typename,polluted', 'an answer as before', JSON.stringify(data));
  return came.map((each) => each.slice(0, 3)).join(' ');
}

export const transport: readonly Attack[] = [
  {
    id: 'A1',
    sentence: 'A body over 256 KB is answered 413.',
    worlds,
    times: 10,
    cpuMs: refusalCpuMs,
    run: async ({ stranger }) => expectStatus(await stranger().ask(`{ __typename } # ${'x'.repeat(257 * kib)}`), 413),
  },
  {
    id: 'A2',
    sentence: '10 MB in chunks without a length are cut at the limit.',
    worlds,
    times: 5,
    cpuMs: refusalCpuMs,
    run: flood,
  },
  {
    id: 'A3',
    sentence: 'Headers that come a line a second: closed within 15 s.',
    worlds,
    slow: true,
    run: (raid) => drip(raid, 'POST /graphql HTTP/1.1\r\nHost: a\r\n', 'X-Slow: 1\r\n'),
  },
  {
    id: 'A4',
    sentence: 'A body that comes a byte a second: closed within 15 s.',
    worlds,
    slow: true,
    run: (raid) => drip(raid, head(raid.target, 'Content-Length: 1000'), ' '),
  },
  {
    id: 'A5',
    sentence: 'The charsets ibm866 and utf-7 are answered 415.',
    worlds,
    times: 10,
    cpuMs: refusalCpuMs,
    async run({ stranger }) {
      const one = stranger();
      for (const charset of ['ibm866', 'utf-7', 'utf-16le'])
        expectStatus(
          await one.post({ query: '{ __typename }' }, { 'content-type': `application/json; charset=${charset}` }),
          415,
        );
      return '415';
    },
  },
  {
    id: 'A6',
    sentence: 'A compressed body that unpacks to 10 MB is answered 415.',
    worlds,
    times: 5,
    cpuMs: refusalCpuMs,
    async run({ stranger }) {
      const bomb = gzipSync(Buffer.from(JSON.stringify({ query: `{ __typename } #${' '.repeat(10 * kib * kib)}` })));
      return expectStatus(await stranger().send({ headers: { ...json, 'content-encoding': 'gzip' }, body: bomb }), 415);
    },
  },
  {
    id: 'A7',
    sentence: 'JSON nested 100,000 deep is answered 400.',
    worlds,
    times: 10,
    cpuMs: refusalCpuMs,
    async run({ stranger, target }) {
      const one = stranger();
      const known = target.words.withText('a');
      const depth = 100_000;
      const lists = `${'['.repeat(depth)}${']'.repeat(depth)}`;
      const objects = `${'{"a":'.repeat(depth / 4)}1${'}'.repeat(depth / 4)}`;
      for (const deep of [lists, objects])
        expectStatus(await one.post(bodyWith(known, { variables: `"deep":${deep}` })), 400);
      return expectStatus(await one.post(bodyWith(known, { beside: `"extensions":{"a":${lists}}` })), 400);
    },
  },
  {
    id: 'A8',
    sentence: 'Keys like __proto__ and constructor in variables, extensions, aliases and names change nothing.',
    worlds,
    run: pollute,
  },
  {
    id: 'A9',
    sentence: 'A query of 15,000 tokens is turned away before it is read.',
    worlds,
    times: 10,
    cpuMs: refusalCpuMs,
    run: async ({ target, stranger, fresh }) =>
      expectRefusal(await stranger().ask(`{ ${'__typename '.repeat(15_000)} } # ${fresh()}`), target, [
        'OPERATION_LIMIT',
      ]),
  },
  {
    id: 'A10',
    sentence: 'A selection nested 10,000 deep is turned away and nothing breaks.',
    worlds,
    times: 10,
    cpuMs: refusalCpuMs,
    async run({ target, stranger, fresh }) {
      const depth = 10_000;
      const one = stranger();
      const nested = `${'{a'.repeat(depth)}${'}'.repeat(depth)} # ${fresh()}`;
      const came = expectRefusal(await one.ask(nested), target, ['OPERATION_LIMIT']);
      const value = `{ __typename(a: ${'['.repeat(depth)}${']'.repeat(depth)}) } # ${fresh()}`;
      expectRefusal(await one.ask(value), target, ['OPERATION_LIMIT']);
      const type = `query ($a: ${'['.repeat(depth)}Int${']'.repeat(depth)}) { __typename } # ${fresh()}`;
      expectRefusal(await one.ask(type), target, ['OPERATION_LIMIT']);
      return came;
    },
  },
  {
    id: 'A11',
    sentence: 'Two lengths, or a length and chunks, are answered 400 once, and what was smuggled is not answered.',
    worlds,
    run: smuggle,
  },
  {
    id: 'A12',
    sentence: 'NUL, half surrogate pairs, bad UTF-8 and a variable of 1 MB get an error with a code.',
    worlds,
    async run({ target, stranger }) {
      const one = stranger();
      const came: string[] = [];
      for (const { what, body, refused } of odd) {
        const answer = await one.send({ headers: json, body: Buffer.from(body(target.words), 'latin1') });
        try {
          came.push(expectTyped(answer).slice(0, 3));
          if (refused) expectTurnedAway(answer, target, ['BAD_INPUT']);
        } catch (error) {
          if (error instanceof Breach) error.message = `${what}: ${error.message}`;
          throw error;
        }
      }
      return came.join(' ');
    },
  },
];
