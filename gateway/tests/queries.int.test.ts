import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Served } from '@lzstock/kit/serve';
import { type Gateway, startGateway } from '../src/gateway.ts';
import { log, startBooks, startBroken, startReviews, supergraphOf } from './two-subgraphs.ts';

interface Answer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: { message: string; path?: (string | number)[]; extensions: Record<string, unknown> }[];
}

const config = {
  port: 0,
  flushMs: 20,
  limits: true,
  csrf: true,
  introspection: false,
  allowedOrigins: ['https://app.example'],
  log,
};
const joined = '{ books(first: 3) { title stars } }';

async function post(gateway: Gateway, query: string, headers: Record<string, string> = {}) {
  const response = await fetch(gateway.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Answer };
}

let books: Served;
let reviews: Served;
let gateway: Gateway;

beforeAll(async () => {
  [books, reviews] = await Promise.all([startBooks(), startReviews()]);
  gateway = await startGateway({ ...config, supergraphSdl: supergraphOf({ books: books.url, reviews: reviews.url }) });
});

afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await Promise.all([books[Symbol.asyncDispose](), reviews[Symbol.asyncDispose]()]);
});

describe('a query over two subgraphs', () => {
  it('is answered joined', async () => {
    const { status, body } = await post(gateway, joined);
    expect(status).toBe(200);
    expect(body).toEqual({ data: { books: [0, 1, 2].map((i) => ({ title: `Book ${i}`, stars: i })) } });
  });

  it('passes a refusal with its code, path and argument', async () => {
    const { body } = await post(gateway, '{ books(first: 11) { title } }');
    expect(body.errors).toEqual([
      {
        message: '`first`: expected at most 10 books, came 11',
        path: ['books'],
        extensions: { code: 'BAD_INPUT', argument: 'first' },
      },
    ]);
  });

  it('hides what a bug says and where it happened', async () => {
    const { body } = await post(gateway, '{ broken count }');
    expect(body.data).toEqual({ broken: null, count: 3 });
    expect(body.errors?.[0]?.extensions).toEqual({ code: 'INTERNAL', errorId: expect.any(String) });
    expect(JSON.stringify(body)).not.toMatch(/secret|srv|127\.0\.0\.1|serviceName|books\.ts/);
  });

  it('gives up on a subgraph that hangs and answers the rest', async () => {
    const { status, body } = await post(gateway, '{ slow }');
    expect(status).toBe(200);
    expect(body).toEqual({
      data: { slow: null },
      errors: [{ message: expect.any(String), path: ['slow'], extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }],
    });
  });
});

describe('with one subgraph gone', () => {
  const gone: [string, number, string][] = [
    ['answers garbage', 200, 'not json'],
    ['answers HTML with 502', 502, '<html>Bad gateway</html>'],
    ['answers half a body', 200, '{"data":{"_entities":[{"stars":'],
    ['answers JSON that is no result', 200, '[1,2]'],
    ['answers more than it may', 200, `{"data":{"_entities":["${'x'.repeat(6 * 1024 * 1024)}"]}}`],
  ];

  async function expectPartial(url: string): Promise<void> {
    await using half = await startGateway({
      ...config,
      supergraphSdl: supergraphOf({ books: books.url, reviews: url }),
    });
    const { status, body } = await post(half, joined);
    expect(status).toBe(200);
    expect(body.data).toEqual({ books: [0, 1, 2].map((i) => ({ title: `Book ${i}`, stars: null })) });
    expect(body.errors).toEqual([
      { message: expect.any(String), path: ['books', 0, 'stars'], extensions: { code: 'SUBGRAPH_UNAVAILABLE' } },
    ]);
  }

  it('answers the other part and one masked error when nothing listens', () =>
    expectPartial('http://127.0.0.1:9/graphql'));

  it.each(gone)('answers the other part and one masked error when it %s', async (_what, status, text) => {
    await using broken = await startBroken(status, text);
    await expectPartial(broken.url);
  });
});

describe('a request that is none', () => {
  it.each([
    ['syntax', '{ books(', 400],
    ['a field that is not there', '{ nothing }', 400],
    ['introspection where it is off', '{ __schema { types { name } } }', 400],
    ['a subscription', 'subscription { x }', 400],
  ])('%s is refused with BAD_INPUT', async (_what, query, expected) => {
    const { status, body } = await post(gateway, query);
    expect(status).toBe(expected);
    expect(body.errors?.[0]?.extensions.code).toBe('BAD_INPUT');
    expect('data' in body).toBe(false);
  });

  it('of more than 256 KB is refused', async () => {
    const { status } = await post(gateway, `{ count } # ${'x'.repeat(300 * 1024)}`).catch(() => ({ status: 413 }));
    expect(status).toBe(413);
  });

  it('of more tokens than allowed is refused before it is read', async () => {
    const { status } = await post(gateway, `{ ${'count '.repeat(3_000)} }`);
    expect(status).toBe(400);
  });

  it('from a foreign page is refused, from an allowed one answered with its origin', async () => {
    expect((await post(gateway, '{ count }', { origin: 'https://app.example.evil' })).status).toBe(403);
    const allowed = await post(gateway, '{ count }', { origin: 'https://app.example' });
    expect(allowed.status).toBe(200);
    expect(allowed.headers.get('access-control-allow-origin')).toBe('https://app.example');
  });

  it('by GET needs a header that makes a browser ask first', async () => {
    const url = `${gateway.url}?query=${encodeURIComponent('{ count }')}`;
    expect((await fetch(url)).status).toBe(400);
    const answered = await fetch(url, { headers: { 'apollo-require-preflight': '1' } });
    expect(await answered.json()).toEqual({ data: { count: 3 } });
  });
});

describe('the endpoints beside the graph', () => {
  it.each([
    ['/health', 200],
    ['/live', 200],
    ['/metrics', 200],
    ['/nothing', 404],
    ['/graphiql', 404],
  ])('%s answers %i', async (path, expected) => {
    const response = await fetch(gateway.url.replace('/graphql', path));
    expect(response.status).toBe(expected);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('serve GraphiQL without anything from elsewhere where introspection is on', async () => {
    const supergraphSdl = supergraphOf({ books: books.url, reviews: reviews.url });
    await using open = await startGateway({ ...config, introspection: true, supergraphSdl });
    const page = await fetch(open.url.replace('/graphql', '/graphiql')).then((response) => response.text());
    expect(page).toContain('GraphiQL');
    expect(page).not.toMatch(/<(script|link)[^>]+(src|href)="https?:/);
    const { body } = await post(open, '{ __schema { queryType { name } } }');
    expect(body.data).toEqual({ __schema: { queryType: { name: 'Query' } } });
  });
});

describe('a gateway that cannot start', () => {
  it('says that the supergraph is none', async () => {
    await expect(startGateway({ ...config, supergraphSdl: 'type Query { a: Int }' })).rejects.toThrow(
      /SUPERGRAPH: expected/,
    );
  });

  it('says that its port is taken', async () => {
    const supergraphSdl = supergraphOf({ books: books.url, reviews: reviews.url });
    await expect(startGateway({ ...config, supergraphSdl, port: gateway.port })).rejects.toThrow(/PORT: .* taken/);
  });
});
