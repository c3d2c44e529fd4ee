import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createClient } from 'graphql-ws';
import { createLog } from '../src/log.ts';
import { newestWins } from '../src/newest-wins.ts';
import { badInput } from '../src/refusal.ts';
import { type Served, serve } from '../src/serve.ts';

const typeDefs = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query { greeting(name: String!): String broken: String visits: Int! }
  type Thing @key(fields: "id") { id: ID! label: String }
  type Subscription { counts(to: Int!): Int! }
`;

interface Ctx extends AsyncDisposable {
  readonly visit: number;
}

let made = 0;
let disposed = 0;
let served: Served;
let unready: Error | null = null;

beforeAll(async () => {
  served = await serve({
    name: 'toy',
    typeDefs,
    port: 0,
    log: createLog({ name: 'toy', level: 'silent' }),
    ready: async () => {
      if (unready) throw unready;
    },
    context: (): Ctx => ({
      visit: ++made,
      async [Symbol.asyncDispose]() {
        disposed++;
      },
    }),
    resolvers: {
      Query: {
        greeting: (_: unknown, { name }: { name: string }) => {
          if (name.length > 5) throw badInput('name', 'at most 5 letters', name);
          return `hello ${name}`;
        },
        broken: () => {
          throw new Error('select * from secret');
        },
        visits: (_: unknown, __: unknown, ctx: Ctx) => ctx.visit,
      },
      Thing: { __resolveReference: ({ id }: { id: string }) => ({ id, label: `thing ${id}` }) },
      Subscription: {
        counts: {
          subscribe: (_: unknown, { to }: { to: number }) => {
            const values = newestWins<number>({ key: String });
            for (let n = 1; n <= to; n++) values.push(n);
            values.end();
            return values;
          },
          resolve: (_n: number, __: unknown, ctx: Ctx) => ctx.visit,
        },
      },
    },
  });
});

afterAll(async () => {
  await served[Symbol.asyncDispose]();
});

async function post(query: string, variables?: object) {
  const response = await fetch(served.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
    body: JSON.stringify({ query, variables }),
  });
  return {
    status: response.status,
    body: (await response.json()) as { data?: unknown; errors: { extensions: { code: string } }[] },
  };
}

describe('a served subgraph', () => {
  it('answers queries and entities', async () => {
    const { body } = await post(
      '{ greeting(name: "you") _entities(representations: [{__typename: "Thing", id: "7"}]) { ... on Thing { label } } }',
    );
    expect(body).toEqual({ data: { greeting: 'hello you', _entities: [{ label: 'thing 7' }] } });
  });

  it('refuses with the code and hides what is a bug', async () => {
    const refused = await post('{ greeting(name: "everyone") }');
    expect(refused.body.errors[0]!.extensions).toEqual({ code: 'BAD_INPUT', argument: 'name' });
    const broken = await post('{ broken }');
    expect(broken.body.errors[0]!.extensions.code).toBe('INTERNAL');
    expect(JSON.stringify(broken.body)).not.toContain('secret');
  });

  it('gives each event of a subscription a context of its own and disposes every one', async () => {
    const client = createClient({ url: served.url.replace('http', 'ws'), retryAttempts: 0 });
    const before = made;
    const visits: unknown[] = [];
    for await (const event of client.iterate<{ counts: number }>({ query: 'subscription { counts(to: 3) }' })) {
      visits.push(event.data?.counts);
    }
    await client.dispose();
    expect(new Set(visits).size).toBe(3);
    expect(made - before).toBe(4);
    expect(disposed).toBe(made);
  });

  it('refuses a malformed operation without closing the socket for the others', async () => {
    const client = createClient({ url: served.url.replace('http', 'ws'), retryAttempts: 0, lazy: false });
    let closed = 0;
    client.on('closed', () => closed++);
    const refused = new Promise((resolve) => {
      client.subscribe({ query: '{{' }, { next: resolve, error: resolve, complete: () => undefined });
    });
    expect(await refused).toEqual([expect.objectContaining({ message: expect.stringContaining('Syntax Error') })]);
    const { value } = await client.iterate({ query: '{ greeting(name: "you") }' }).next();
    expect([value.data, closed]).toEqual([{ greeting: 'hello you' }, 0]);
    await client.dispose();
  });

  it('tells the truth about its health', async () => {
    const health = () => fetch(served.url.replace('/graphql', '/health')).then((response) => response.status);
    expect(await health()).toBe(200);
    unready = new Error('the database is away');
    expect(await health()).toBe(503);
    const told = await (await fetch(served.url.replace('/graphql', '/health'))).text();
    expect(JSON.parse(told)).toEqual({ status: 'not ready' });
    unready = null;
    expect(await fetch(served.url.replace('/graphql', '/live')).then((response) => response.status)).toBe(200);
  });

  it('answers 404 to what is no address', async () => {
    const { hostname, port } = new URL(served.url);
    const status = await new Promise((resolve, reject) => {
      request({ hostname, port, path: '//' }, (response) => resolve(response.resume().statusCode))
        .once('error', reject)
        .end();
    });
    expect(status).toBe(404);
  });

  it('refuses a body that is too large before it is sent', async () => {
    const large = request(served.url, { method: 'POST', headers: { 'content-length': 6 * 1024 * 1024 } });
    large.on('error', () => {});
    large.flushHeaders();
    const [response] = (await once(large, 'response')) as [IncomingMessage];
    expect(response.statusCode).toBe(413);
    large.destroy();
  });

  it('cuts a socket that does not answer when it stops', async () => {
    const stopping = await serve({
      name: 'toy',
      typeDefs: 'type Query { visits: Int }',
      resolvers: {},
      port: 0,
      log: createLog({ name: 'toy', level: 'silent' }),
      ready: async () => {},
      context: () => ({}),
    });
    const mute = connect(stopping.port, '127.0.0.1');
    mute.on('error', () => {});
    mute.write(
      [
        'GET /graphql HTTP/1.1',
        'Host: localhost',
        'Connection: Upgrade',
        'Upgrade: websocket',
        'Sec-WebSocket-Version: 13',
        'Sec-WebSocket-Protocol: graphql-transport-ws',
        'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
        '\r\n',
      ].join('\r\n'),
    );
    await once(mute, 'data');
    await stopping[Symbol.asyncDispose]();
    mute.destroy();
  }, 15_000);
});
