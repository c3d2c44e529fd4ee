import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { changeNotice, entityChanges } from '@lzstock/kit/events/entity-change';
import type { Redis } from '@lzstock/kit/redis/ports';
import { connectRedis, openRedis } from '@lzstock/kit/redis/server';
import { type Served, serve } from '@lzstock/kit/serve';
import { describeWithRedis } from '@lzstock/kit/testing/needs';
import { chaosProxy } from '@lzstock/kit/testing/proxy';
import { entityId } from '../src/entity-cache/entity-keys.ts';
import { type Gateway, startGateway } from '../src/gateway.ts';
import { log } from './two-subgraphs.ts';
import { compose } from './weather.ts';

const shelfSdl = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query { books: [Book] }
  type Book @key(fields: "id", resolvable: false) { id: ID! }
`;
const titlesSdl = `
  extend schema
    @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@composeDirective"])
    @link(url: "https://lzstock.dev/cacheControl/v1.0", import: ["@cacheControl"])
    @composeDirective(name: "@cacheControl")
  directive @cacheControl(maxAge: Int, scope: String! = "PUBLIC", inheritMaxAge: Boolean! = false) on FIELD_DEFINITION | OBJECT
  type Book @key(fields: "id") { id: ID! title: String @cacheControl(maxAge: 300) }
`;

async function eventually(holds: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await holds();
    } catch (error) {
      if (tries === 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

await describeWithRedis('the entity caches of two gateways', (redisUrl) => {
  let opened: AsyncDisposableStack;
  let titles: Map<string, string>;
  let resolved: string[];
  let subgraphs: Served[];
  let sdl: string;
  let opens: Redis[];

  async function gateway(url: string): Promise<Gateway> {
    const redis = opened.use(openRedis(url, { log, timeoutMs: 500 }));
    opens.push(redis);
    const config = { port: 0, flushMs: 20, limits: true, csrf: true, introspection: false, allowedOrigins: [], log };
    return opened.use(
      await startGateway({ ...config, supergraphSdl: sdl, publicSubgraphs: ['titles'], redis, webRoot: undefined }),
    );
  }
  async function ask({ url }: Gateway): Promise<unknown> {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ books { title } }' }),
    });
    const { data } = (await response.json()) as { data: { books: { title: string }[] } };
    return data.books.map(({ title }) => title);
  }
  const metric = async ({ url }: Gateway, outcome: string): Promise<number> => {
    const text = await (await fetch(url.replace('/graphql', '/metrics'))).text();
    const line = new RegExp(`gateway_entity_cache_total{subgraph="titles",outcome="${outcome}"} (\\d+)`).exec(text);
    return Number(line?.[1] ?? 0);
  };

  /** Entities that no cache knows. */
  function renew(): void {
    const run = `${process.pid}-${performance.now()}`;
    titles = new Map([
      [`1-${run}`, 'one'],
      [`2-${run}`, 'two'],
    ]);
    resolved = [];
  }

  beforeEach(async () => {
    opened = new AsyncDisposableStack();
    renew();
    opens = [];
    const part = async (name: string, typeDefs: string, resolvers: object) =>
      opened.use(
        await serve({
          name,
          typeDefs,
          resolvers: resolvers as never,
          context: () => ({}),
          port: 0,
          log,
          ready: async () => {},
        }),
      );
    subgraphs = [
      await part('shelf', shelfSdl, { Query: { books: () => [...titles.keys()].map((id) => ({ id })) } }),
      await part('titles', titlesSdl, {
        Book: {
          __resolveReference({ id }: { id: string }) {
            resolved.push(id);
            return { id, title: titles.get(id) };
          },
        },
      }),
    ];
    sdl = compose([
      { name: 'shelf', sdl: shelfSdl, url: subgraphs[0]!.url },
      { name: 'titles', sdl: titlesSdl, url: subgraphs[1]!.url },
    ]);
  });
  afterEach(async () => {
    await opened.disposeAsync();
  });

  it('ask the subgraph once between them, until somebody tells a change', async () => {
    const teller = opened.use(await connectRedis(redisUrl(), { log }));
    const [one, other] = [await gateway(redisUrl()), await gateway(redisUrl())];
    await Promise.all(opens.map((redis) => eventually(async () => void (await redis.ping()))));
    // Who begins to hear of changes late doubts what is from before.
    await eventually(async () => {
      renew();
      const before = await metric(other, 'hit');
      expect(await ask(one)).toEqual(['one', 'two']);
      expect(await ask(one)).toEqual(['one', 'two']);
      const keys = [...titles.keys()].map((id) => `entity:titles:${entityId('Book', { id })}`);
      await eventually(async () => expect(await teller.cache.get(keys)).not.toContain(null));
      expect(await ask(other)).toEqual(['one', 'two']);
      expect(resolved).toHaveLength(2);
      expect((await metric(other, 'hit')) - before).toBe(2);
    });

    const [id] = titles.keys();
    titles.set(id!, 'new');
    const notice = { channel: entityChanges, text: changeNotice([{ type: 'Book', key: { id: id! } }]) };
    const told = { channel: entityChanges, text: 'nonsense' };
    for (const each of [one, other])
      await eventually(async () => {
        await teller.pubsub.publish([told, notice]);
        expect(await ask(each)).toEqual(['new', 'two']);
      });
    expect(resolved.filter((each) => each !== id)).toHaveLength(1);
  });

  it('answer without Redis, start without it, and doubt what they keep when it is back', async () => {
    await using way = await chaosProxy({ to: redisUrl() });
    await way.refuse();
    const alone = await gateway(way.url);
    expect(await ask(alone)).toEqual(['one', 'two']);
    expect(await ask(alone)).toEqual(['one', 'two']);
    expect(resolved).toHaveLength(2);
    const [id] = titles.keys();
    titles.set(id!, 'new');
    await way.heal();
    await eventually(async () => expect(await ask(alone)).toEqual(['new', 'two']));
  });

  it('answer what they keep while the subgraph is away', async () => {
    const one = await gateway(redisUrl());
    await ask(one);
    await subgraphs[1]![Symbol.asyncDispose]();
    expect(await ask(one)).toEqual(['one', 'two']);
  });
});
