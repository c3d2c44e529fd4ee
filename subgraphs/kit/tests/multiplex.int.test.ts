import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import { createSeal, type Hello, multiplexProtocol, readAnswers, requestItem } from '../multiplex/protocol.ts';
import { createSigner, newSubgraphKey, signatureHeader } from '../signature/signature.ts';
import { createLog } from '../src/log.ts';
import { type Served, serve } from '../src/serve.ts';
import type { Viewer } from '../src/viewer.ts';

const key = newSubgraphKey();
const log = createLog({ name: 'toy', level: 'silent' });
let served: Served;

const start = () =>
  serve({
    name: 'toy',
    typeDefs: 'type Query { me: String slow(ms: Int!): Int broken: Int }',
    resolvers: {
      Query: {
        me: (_: unknown, __: unknown, { viewer }: { viewer: Viewer }) => viewer.id,
        slow: async (_: unknown, { ms }: { ms: number }) => {
          await sleep(ms);
          return ms;
        },
        broken: () => {
          throw new Error('select secret from passwords');
        },
      },
    },
    port: 0,
    secrets: [key],
    log,
    ready: async () => {},
    context: (viewer) => ({ viewer }),
  });

beforeAll(async () => {
  served = await start();
});
afterAll(async () => {
  await served[Symbol.asyncDispose]();
});

const anna = Buffer.from('{"id":"anna"}').toString('base64url');
const request = (id: number, query: string, claims: string | null = null, patienceMs = 5_000) =>
  requestItem({ id, patienceMs, claims, traceparent: null, body: JSON.stringify({ query }) });

/** A gateway's end of a connection, and what it hears. */
async function open({ url } = served) {
  const signature = createSigner('toy', key)({ kind: multiplexProtocol, content: '', claims: null });
  const socket = new WebSocket(url.replace('http', 'ws'), multiplexProtocol, {
    headers: { [signatureHeader]: signature },
  });
  const heard: string[] = [];
  socket.on('message', (data) => heard.push(String(data)));
  const closed = once(socket, 'close').then(([code]) => code as number);
  await once(socket, 'message');
  const hello = JSON.parse(heard.shift()!) as Hello;
  const seal = createSeal(key, signature, hello.nonce!);
  return {
    socket,
    hello,
    closed,
    heard,
    seal,
    say: (...items: string[]) => socket.send(seal(`[${items.join(',')}]`)),
    async answers(count: number) {
      const all = () => heard.filter((text) => text.startsWith('[')).flatMap(readAnswers);
      for (let waited = 0; all().length < count && waited < 5_000; waited += 5) await sleep(5);
      return new Map(all().map(({ id, text, shortfall }) => [id, shortfall ?? JSON.parse(text)]));
    },
    async [Symbol.asyncDispose]() {
      socket.terminate();
      await closed;
    },
  };
}

describe('a multiplexed connection', () => {
  it('carries many requests in one message, each with its viewer, and their answers as they come', async () => {
    await using gateway = await open();
    gateway.say(
      request(1, '{ slow(ms: 100) }'),
      request(2, '{ me }', anna),
      request(3, '{ me }'),
      request(4, '{ nothing }'),
    );
    const answers = await gateway.answers(4);
    expect([...answers.keys()].at(-1)).toBe(1);
    expect(Object.fromEntries(answers)).toEqual({
      1: { data: { slow: 100 } },
      2: { data: { me: 'anna' } },
      3: { data: { me: null } },
      4: { errors: [expect.objectContaining({ message: expect.stringContaining('nothing') })] },
    });
  });

  it('masks what is a bug and answers what is no request', async () => {
    await using gateway = await open();
    const none = (id: number, body: string) => `[${id},1000,null,null,${body}]`;
    gateway.say(
      request(1, '{ broken }'),
      none(2, '7'),
      none(3, '{"query":7}'),
      none(4, '{"query":"{ me }","variables":[]}'),
    );
    gateway.say(
      request(5, '{{'),
      request(6, 'subscription { x }'),
      none(7, '{"query":"{ me }","operationName":"other"}'),
    );
    const answers = await gateway.answers(7);
    expect(answers.size).toBe(7);
    for (const answer of answers.values()) expect(answer.errors).toHaveLength(1);
    expect(gateway.heard.join('')).not.toMatch(/secret|passwords/);
  });

  it('is not answered what is due before it is there, nor what was taken back', async () => {
    await using gateway = await open();
    gateway.say(
      request(1, '{ slow(ms: 150) }', null, 20),
      request(2, '{ slow(ms: 150) }'),
      '[2]',
      request(3, '{ slow(ms: 300) }'),
    );
    expect([...(await gateway.answers(1)).keys()]).toEqual([3]);
  });

  it('says of what is more than it takes at a time that it is full', async () => {
    await using gateway = await open();
    const items = Array.from({ length: gateway.hello.inFlight + 3 }, (_, n) => request(n + 1, '{ slow(ms: 200) }'));
    gateway.say(...items);
    const answers = [...(await gateway.answers(items.length)).values()];
    expect(answers.filter((answer) => answer === 'full')).toHaveLength(3);
    gateway.say(request(10_000, '{ me }'));
    expect((await gateway.answers(items.length + 1)).get(10_000)).toEqual({ data: { me: null } });
  });

  it.each([
    ['is not sealed', ({ socket }) => socket.send(`[${request(1, '{ me }', anna)}]`)],
    [
      'is sealed with another key',
      ({ socket }) => socket.send(createSeal('x', 'y', 'z')(`[${request(1, '{ me }', anna)}]`)),
    ],
    [
      'came before',
      ({ socket, seal }) => {
        const sealed = seal(`[${request(1, '{ slow(ms: 1000) }')}]`);
        socket.send(sealed);
        socket.send(sealed);
      },
    ],
    ['is binary', ({ socket, seal }) => socket.send(Buffer.from(seal(`[${request(1, '{ me }')}]`)), { binary: true })],
  ] as [string, (gateway: Awaited<ReturnType<typeof open>>) => void][])(
    'is closed with 4401 and answers nothing where a message %s',
    async (_what, send) => {
      await using gateway = await open();
      send(gateway);
      expect(await gateway.closed).toBe(4401);
      expect(gateway.heard).toEqual([]);
    },
  );

  it.each(['{}', '[7]', '[[1,2]]', 'x'])('is closed with 4400 where a message is "%s"', async (text) => {
    await using gateway = await open();
    gateway.socket.send(gateway.seal(text));
    expect(await gateway.closed).toBe(4400);
  });

  it('is not opened without a signature made for it', async () => {
    for (const kind of [undefined, 'POST', 'graphql-transport-ws']) {
      const signature = kind && createSigner('toy', key)({ kind, content: '', claims: null });
      const headers = signature ? { [signatureHeader]: signature } : {};
      const socket = new WebSocket(served.url.replace('http', 'ws'), multiplexProtocol, { headers });
      const [, response] = await once(socket, 'unexpected-response');
      expect(response.statusCode).toBe(401);
      socket.on('error', () => {}).terminate();
    }
  });

  it('is told before the subgraph stops, and has every answer until it closes', async () => {
    const stopping = await start();
    await using gateway = await open(stopping);
    gateway.say(request(1, '{ slow(ms: 200) }'));
    await sleep(50);
    const stopped = stopping[Symbol.asyncDispose]();
    while (!gateway.heard.includes('{"leaving":true}')) await sleep(5);
    gateway.say(request(2, '{ me }'));
    expect(Object.fromEntries(await gateway.answers(2))).toEqual({
      1: { data: { slow: 200 } },
      2: { data: { me: null } },
    });
    gateway.socket.close();
    await stopped;
  });
});
