import { describe, expect, it } from '@jest/globals';
import { createLog } from '@lzstock/kit/log';
import { createVerifier, newSubgraphKey, signatureHeader } from '@lzstock/kit/signature/signature';
import { visitor } from '@lzstock/kit/viewer';
import { Registry } from 'prom-client';
import { openWays, type WaysOptions } from '../src/to-subgraph/ways.ts';
import { until } from './live-world.ts';
import { answer, hang, reset, type Script, startScripted } from './scripted-subgraph.ts';

const log = createLog({ name: 'test', level: 'silent' });
const whole = answer('{"data":{"a":1}}');
const unavailable = {
  data: null,
  errors: [{ message: expect.any(String), path: ['a'], extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }],
};

async function scripted(script: Script, options: Partial<WaysOptions> = {}) {
  const owned = new AsyncDisposableStack();
  const subgraph = owned.use(await startScripted(script));
  const metrics = new Registry();
  const ways = owned.use(
    openWays({ keys: {}, deduplicate: false, multiplex: false, metrics, log, random: () => 0, ...options }),
  );
  const way = ways.to('toy', subgraph.url);
  let asked = 0;
  return {
    subgraph,
    ways,
    metrics,
    query: (context = {}) => way.ask({ query: `{ a ${'b '.repeat(asked++ % 7)}}` }, { viewer: visitor, ...context }),
    mutate: () => way.ask({ query: 'mutation { a }' }, { viewer: visitor }),
    figure: async (name: string) => {
      const metric = (await metrics.getMetricsAsJSON()).find((one) => one.name === name);
      return metric?.values.reduce((sum, { value }) => sum + value, 0);
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Ten answered calls allow one retry. */
async function tenCalls({ query }: { query: () => Promise<unknown> }): Promise<void> {
  for (let n = 0; n < 10; n++) expect(await query()).toEqual({ data: { a: 1 } });
}

describe('a query to a subgraph', () => {
  it('is sent again where its connection is reset, and answered', async () => {
    await using world = await scripted(whole);
    await tenCalls(world);
    world.subgraph.script = (response, heard) => {
      world.subgraph.script = whole;
      reset(response, heard);
    };
    expect(await world.query()).toEqual({ data: { a: 1 } });
    expect(await world.figure('gateway_subgraph_retries_total')).toBe(1);
  });

  it('is given up when the client’s answer is due, before the subgraph’s own deadline', async () => {
    await using world = await scripted(hang, { limits: { deadlineMs: 60_000 } });
    expect(await world.query({ dueAt: performance.now() + 50 })).toEqual(unavailable);
    await until(() => world.subgraph.connections === 0);
  });

  it('is cancelled at the subgraph when the client leaves', async () => {
    await using world = await scripted(hang, { limits: { deadlineMs: 60_000 } });
    const leaving = new AbortController();
    const asked = world.query({ signal: leaving.signal });
    await until(() => world.subgraph.heard.length === 1);
    leaving.abort();
    expect(await asked).toEqual(unavailable);
    await until(() => world.subgraph.connections === 0);
  });

  it('is not asked on a connection that an answer before was cut on', async () => {
    await using world = await scripted(whole, { limits: { concurrent: 1, queued: 10, deadlineMs: 1_500 } });
    await world.query();
    world.subgraph.script = (response) => {
      response.writeHead(200, { 'content-length': '100' }).write('{"data":{"a":');
      setTimeout(() => response.socket?.resetAndDestroy(), 20);
    };
    expect(await world.query()).toEqual(unavailable);
    world.subgraph.script = whole;
    expect(await world.query()).toEqual({ data: { a: 1 } });
  });

  it('tells of a refused signature that a part is not available, not that the client is unknown', async () => {
    await using world = await scripted((response) => {
      response
        .writeHead(401, { 'www-authenticate': 'LZStock-Signature' })
        .end('{"errors":[{"message":"no","extensions":{"code":"UNAUTHENTICATED"}}]}');
    });
    expect(await world.query()).toEqual(unavailable);
  });
});

describe('a mutation', () => {
  it('is sent once, though its connection was reset', async () => {
    await using world = await scripted(whole);
    await tenCalls(world);
    world.subgraph.script = reset;
    const before = world.subgraph.heard.length;
    expect(await world.mutate()).toEqual(unavailable);
    expect(world.subgraph.heard.length - before).toBe(1);
  });
});

describe('a subgraph that hangs', () => {
  it('is not asked any more after twenty calls, and again soon after it answers', async () => {
    await using world = await scripted(hang, { limits: { deadlineMs: 300 } });
    const asked = () => world.subgraph.heard.filter(({ body }) => !body.includes('__typename')).length;
    for (let n = 0; n < 40; n++) expect(await world.query()).toEqual(unavailable);
    expect(asked()).toBeLessThanOrEqual(20);
    expect(await world.figure('gateway_subgraph_breaker_opened_total')).toBe(1);
    expect(world.ways.away).toBe(1);
    world.subgraph.script = whole;
    await until(() => world.subgraph.heard.at(-1)?.body.includes('__typename') === true);
    let answered: unknown;
    for (let tries = 0; tries < 1_000 && JSON.stringify(answered) !== '{"data":{"a":1}}'; tries++) {
      answered = await world.query();
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(answered).toEqual({ data: { a: 1 } });
    expect(await world.figure('gateway_subgraph_breaker_state')).toBe(0);
    expect(world.ways.away).toBe(0);
  });

  it('is kept from the others: what is over its bounds is refused at once', async () => {
    await using world = await scripted(hang, { limits: { deadlineMs: 60_000, concurrent: 2, queued: 3 } });
    const leaving = new AbortController();
    const waiting = Array.from({ length: 5 }, () => world.query({ signal: leaving.signal }));
    expect(await world.query()).toEqual({
      data: null,
      errors: [{ message: expect.any(String), path: ['a'], extensions: { code: 'OVERLOADED' } }],
    });
    await until(() => world.subgraph.heard.length === 2);
    leaving.abort();
    expect(await Promise.all(waiting)).toEqual(Array(5).fill(unavailable));
  });
});

describe('a subgraph whose key is known', () => {
  it('is sent a new signature with every request, retries included', async () => {
    const key = newSubgraphKey();
    const verify = createVerifier('toy', [key]);
    const verdicts: boolean[] = [];
    const judge: Script = (response, heard) => {
      const signature = heard.headers[signatureHeader] as string;
      verdicts.push(verify(signature, { kind: 'POST', content: heard.body, claims: null }));
      (verdicts.length === 11 ? reset : whole)(response, heard);
    };
    await using world = await scripted(judge, { keys: { toy: key } });
    await tenCalls(world);
    expect(await world.query()).toEqual({ data: { a: 1 } });
    expect(verdicts).toEqual(Array(12).fill(true));
  });

  it('is the only one that is', async () => {
    await using world = await scripted(whole, { keys: { other: newSubgraphKey() } });
    await world.query();
    expect(world.subgraph.heard[0]!.headers).not.toHaveProperty(signatureHeader);
  });
});
