import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Redis } from '@lzstock/kit/redis/ports';
import { connectRedis, openRedis } from '@lzstock/kit/redis/server';
import { startTestIssuer, type TestIssuer } from '@lzstock/kit/testing/issuer';
import { describeWithRedis } from '@lzstock/kit/testing/needs';
import { type ChaosProxy, chaosProxy } from '@lzstock/kit/testing/proxy';
import type { Gateway } from '../src/gateway.ts';
import { ask, liveClient, startGuarded, type Told } from './guarded.ts';
import { hear, until } from './live-world.ts';
import { log } from './two-subgraphs.ts';
import { startWhoAmI, type WhoAmI } from './who-am-i.ts';

/** So much, and next to nothing more while a test runs. */
const allowances = {
  visitor: { capacity: 30, perSecond: 0.01 },
  investor: { capacity: 40, perSecond: 0.01 },
  plans: { pro: { capacity: 80, perSecond: 0.01 } },
};
const query = '{ __typename }';

const statuses = (told: readonly Told[]): Record<number, number> =>
  Object.fromEntries(
    [...new Set(told.map(({ status }) => status))].map((status) => [
      status,
      told.filter((each) => each.status === status).length,
    ]),
  );

await describeWithRedis('quotas', (url) => {
  const opened = new AsyncDisposableStack();
  let issuer: TestIssuer;
  let subgraph: WhoAmI;
  let way: ChaosProxy;
  let gateways: readonly Gateway[];
  let behind: Gateway;
  let redis: Redis;
  let investor = 0;
  let token = '';

  const start = async (shared: Redis | undefined, quotaDeadlineMs?: number): Promise<Gateway> =>
    opened.use(await startGuarded(subgraph, { issuer, redis: shared, allowances, quotaDeadlineMs }));

  beforeAll(async () => {
    issuer = opened.use(await startTestIssuer());
    subgraph = opened.use(await startWhoAmI());
    way = opened.use(await chaosProxy({ to: url() }));
    const four = Array.from({ length: 4 }, async () => start(opened.use(await connectRedis(url(), { log })), 5_000));
    gateways = await Promise.all(four);
    redis = opened.use(openRedis(way.url, { log }));
    behind = await start(redis);
  });
  afterAll(async () => {
    await opened.disposeAsync();
  });
  beforeEach(() => {
    token = issuer.token({ sub: `investor-${++investor}` });
  });

  it('hold for all gateways together, whatever is asked at once', async () => {
    const told = await Promise.all(Array.from({ length: 200 }, (_, at) => ask(gateways[at % 4]!, query, token)));
    const { 200: granted = 0, 429: refused = 0 } = statuses(told);
    expect(granted + refused).toBe(200);
    expect(granted).toBeLessThanOrEqual(40);
    expect(granted).toBeGreaterThan(20);
  });

  it('are all used in the end, wherever it is asked', async () => {
    let granted = 0;
    for (let at = 0; at < 60; at++) if ((await ask(gateways[at % 4]!, query, token)).status === 200) granted++;
    expect(granted).toBeLessThanOrEqual(40);
    const deadline = Date.now() + 10_000;
    while (granted < 40) {
      if ((await ask(gateways[granted % 4]!, query, token)).status === 200) granted++;
      expect(Date.now()).toBeLessThan(deadline);
    }
  });

  it('tell who is refused when to come again, with 429, and leave others alone', async () => {
    const told: Told[] = [];
    while (!told.some(({ status }) => status === 429)) told.push(await ask(gateways[0]!, query, token));
    const refused = told.at(-1)!;
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused.body).toEqual({
      errors: [
        {
          message: 'More was asked than may be at once; try again later',
          extensions: { code: 'RATE_LIMITED', retryAfter: Number(refused.headers.get('retry-after')) },
        },
      ],
    });
    expect((await ask(gateways[0]!, query, issuer.token({ sub: 'another' }))).status).toBe(200);
  });

  it('hold over the socket too, subscriptions included', async () => {
    const client = liveClient(gateways[1]!, token);
    opened.defer(() => client.dispose());
    const all = Array.from({ length: 45 }, () => hear(client, query));
    await until(() => all.every(({ completed, errors }) => completed || errors.length > 0));
    const refused = all.filter(({ errors }) => errors.length > 0);
    expect(refused.length).toBeGreaterThanOrEqual(5);
    expect(refused[0]!.errors[0]).toEqual([
      expect.objectContaining({ extensions: expect.objectContaining({ code: 'RATE_LIMITED' }) }),
    ]);
    const late = hear(client, 'subscription { letters { to } }');
    await until(() => late.errors.length > 0);
    expect(late.values).toEqual([]);
  });

  it('are larger for plans that allow more', async () => {
    const pro = issuer.token({ sub: `pro-${investor}`, plan: 'pro' });
    const told = await Promise.all(Array.from({ length: 120 }, () => ask(gateways[2]!, query, pro)));
    const { 200: granted = 0 } = statuses(told);
    expect(granted).toBeGreaterThan(40);
    expect(granted).toBeLessThanOrEqual(80);
  });

  describe.each<[string, () => void | Promise<void>]>([
    ['is away', () => way.refuse()],
    ['says nothing', () => way.blackhole()],
  ])('while Redis %s', (_, spoil) => {
    it('are each process’s own for reads, and closed for writes', async () => {
      await ask(behind, query, token);
      await spoil();
      const told = await Promise.all(Array.from({ length: 60 }, () => ask(behind, query, token)));
      const { 200: granted = 0, 429: refused = 0 } = statuses(told);
      expect(granted).toBeGreaterThanOrEqual(40);
      expect(refused).toBeGreaterThan(0);
      const before = subgraph.touched;
      const write = await ask(behind, 'mutation { touch }', issuer.token({ sub: `writer-${investor}` }));
      expect(write.status).toBe(503);
      expect(Number(write.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(write.body.errors?.[0]?.extensions?.code).toBe('OVERLOADED');
      expect(subgraph.touched).toBe(before);
      await way.heal();
      const deadline = Date.now() + 15_000;
      const writer = issuer.token({ sub: `back-${investor}` });
      while ((await ask(behind, 'mutation { touch }', writer)).status !== 200) {
        expect(Date.now()).toBeLessThan(deadline);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    });
  });
});

describe('without Redis', () => {
  it('visitors are charged by address and nobody is charged where limits are off', async () => {
    await using subgraph = await startWhoAmI();
    await using gateway = await startGuarded(subgraph, { allowances });
    const told = await Promise.all(Array.from({ length: 60 }, () => ask(gateway, query)));
    expect(statuses(told)).toEqual({ 200: 30, 429: 30 });
    expect((await ask(gateway, 'mutation { touch }')).status).toBe(429);
    const metrics = await (await fetch(gateway.url.replace('/graphql', '/metrics'))).text();
    expect(metrics).toMatch(/quota_operations_total\{outcome="local"\} 30/);
    expect(metrics).toMatch(/quota_operations_total\{outcome="refused"\} 31/);
    await using open = await startGuarded(subgraph, { allowances, limits: false });
    const free = await Promise.all(Array.from({ length: 60 }, () => ask(open, query)));
    expect(statuses(free)).toEqual({ 200: 60 });
  });
});
