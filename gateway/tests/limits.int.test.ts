import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { type Gateway, startGateway } from '../src/gateway.ts';
import { log, supergraphOf } from './two-subgraphs.ts';

const nowhere = 'http://127.0.0.1:9/graphql';

const oversized: [string, string][] = [
  ['aliases', `{ ${Array.from({ length: 31 }, (_, i) => `a${i}: count`).join(' ')} }`],
  ['repeated fields', `{ ${'count '.repeat(102)} }`],
  ['tokens', `{ ${'count '.repeat(3_000)} }`],
  ['levels', `{ ${'books(first: 1) { '.repeat(11)} title ${'}'.repeat(11)} }`],
  ['open braces', '{ a '.repeat(10_000)],
  ['directives at one place', '{ count @skip(if: false) @a @b @c @d @e }'],
  [
    'fields, doubling with each fragment',
    `{ ...F0 } ${Array.from({ length: 25 }, (_, i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`).join(' ')} fragment F25 on Query { count }`,
  ],
];

const guesses = [
  '{ cont }',
  '{ nothing }',
  '{ books }',
  '{ books(first: 1) }',
  '{ books(frst: 1) { title } }',
  '{ books(first: "x") { title } }',
  '{ books(first: 1) { titel } }',
  '{ count { x } }',
  '{ ...on Bok { title } }',
  'query ($x: Bok) { count }',
  '{ __schema { types { name } } }',
  '{ __type(name: "Book") { name } }',
  '{ ...F } fragment F on Query { __schema { types { name } } }',
  'mutation { x }',
];

describe('what a stranger may send', () => {
  let gateway: Gateway;
  beforeAll(async () => {
    const supergraphSdl = supergraphOf({ books: nowhere, reviews: nowhere });
    const closed = { csrf: true, introspection: false, allowedOrigins: [] };
    gateway = await startGateway({ ...closed, supergraphSdl, port: 0, flushMs: 20, limits: true, log });
  });
  afterAll(async () => {
    await gateway[Symbol.asyncDispose]();
  });

  async function overHttp(body: string | object) {
    const response = await fetch(gateway.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    return { status: response.status, text: await response.text() };
  }

  async function overSocket(query: string): Promise<unknown> {
    const client = createClient({ url: gateway.url.replace('http', 'ws'), webSocketImpl: WebSocket, retryAttempts: 0 });
    try {
      for await (const result of client.iterate({ query })) return result;
      return null;
    } catch (errors) {
      return errors;
    } finally {
      await client.dispose();
    }
  }

  it.each(oversized)(
    'is refused for too many %s over HTTP, with one error and no number in it',
    async (_what, query) => {
      const { status, text } = await overHttp({ query });
      expect(status).toBe(400);
      expect(JSON.parse(text)).toEqual({
        errors: [{ message: expect.not.stringMatching(/\d/), extensions: { code: 'OPERATION_LIMIT' } }],
      });
    },
  );

  it.each(oversized)('is refused for too many %s over the socket, with the same error', async (_what, query) => {
    const { text } = await overHttp({ query });
    expect(await overSocket(query)).toEqual(JSON.parse(text).errors);
  });

  const costly: [string, string, object][] = [
    ['a literal', '{ page(first: 1000000) { title } }', {}],
    ['a variable', 'query ($n: Int) { page(first: $n) { title } }', { n: 1_000_000 }],
    ['the default of a variable', 'query ($n: Int = 1000000) { page(first: $n) { title } }', {}],
  ];

  it.each(costly)('is refused where %s makes it cost too much', async (_what, query, variables) => {
    const { status, text } = await overHttp({ query, variables });
    expect(status).toBe(400);
    expect(JSON.parse(text)).toEqual({
      errors: [{ message: expect.not.stringMatching(/\d/), extensions: { code: 'COST_LIMIT' } }],
    });
  });

  it('is asked of the subgraphs where it costs just as much as allowed', async () => {
    const { text } = await overHttp({ query: '{ page(first: 20000) { title } }' });
    expect(JSON.parse(text).errors[0].extensions).toEqual({ code: 'SUBGRAPH_UNAVAILABLE' });
    const one = await overHttp({ query: '{ page(first: 20001) { title } }' });
    expect(JSON.parse(one.text).errors[0].extensions).toEqual({ code: 'COST_LIMIT' });
  });

  it('is told of the schema neither by what fits nor by where it does not', async () => {
    const answers = await Promise.all(guesses.map((query) => overHttp({ query })));
    expect([...new Set(answers.map(({ text }) => text))]).toHaveLength(1);
    expect(answers[0]?.text).not.toMatch(/Did you mean|Book|title|Query/);
  });

  it('is told no more over the socket', async () => {
    const told = await Promise.all(guesses.map(overSocket));
    expect([...new Set(told.map((each) => JSON.stringify(each)))]).toHaveLength(1);
  });

  it('is told which variable does not fit, and nothing of its type', async () => {
    const { text } = await overHttp({
      query: 'query ($n: Int!) { books(first: $n) { title } }',
      variables: { n: 'x' },
    });
    expect(JSON.parse(text).errors).toEqual([
      { message: '`$n`: expected a value of its type', extensions: { code: 'BAD_INPUT', argument: 'n' } },
    ]);
  });

  it('is cut off where it says half a head, or half a body, and then nothing', async () => {
    const heads = [
      'POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-ty',
      'POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 50\r\n\r\n{',
    ];
    await Promise.all(
      heads.map(async (head) => {
        const socket = connect(gateway.port, '127.0.0.1');
        socket.on('error', () => undefined).resume();
        socket.write(head);
        await new Promise((resolve) => socket.once('close', resolve));
      }),
    );
  }, 25_000);
});
