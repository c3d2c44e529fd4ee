import { once } from 'node:events';
import { type ClientRequest, request as plainRequest } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import pino from 'pino';
import { startGateway } from '../src/gateway.ts';
import { until } from './live-world.ts';
import { answer, type Script, startScripted } from './scripted-subgraph.ts';
import { compose } from './weather.ts';

const federation = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9")';
const wholeSlow = answer('{"data":{"slow":"at last"}}');
const unavailable = { message: expect.any(String), path: ['slow'], extensions: { code: 'SUBGRAPH_UNAVAILABLE' } };
const partial = { data: { slow: null, quick: 'at once' }, errors: [unavailable] };
const whole = { data: { slow: 'at last', quick: 'at once' } };
const both = '{ slow quick }';

/** A gateway over a subgraph that answers nothing before it is let, and one that always does. */
async function openWorld({ shareQueries = true } = {}) {
  const owned = new AsyncDisposableStack();
  const letGo = Promise.withResolvers<Script>();
  const slow = owned.use(
    await startScripted((response, heard) => void letGo.promise.then((script) => script(response, heard))),
  );
  const quick = owned.use(await startScripted(answer('{"data":{"quick":"at once"}}')));
  const supergraphSdl = compose([
    { name: 'slow', url: slow.url, sdl: `${federation} type Query { slow: String } type Mutation { slow: String }` },
    { name: 'quick', url: quick.url, sdl: `${federation} type Query { quick: String }` },
  ]);
  const lines: { readonly level: number }[] = [];
  const gateway = owned.use(
    await startGateway({
      supergraphSdl,
      multiplex: false,
      shareQueries,
      port: 0,
      flushMs: 20,
      limits: true,
      csrf: true,
      introspection: false,
      allowedOrigins: ['https://app.example'],
      log: pino({}, { write: (line) => lines.push(JSON.parse(line)) }),
    }),
  );
  return {
    slow,
    gateway,
    /** What was logged as a warning or worse. */
    complaints: () => lines.filter(({ level }) => level >= 40),
    letGo: () => letGo.resolve(wholeSlow),
    async ask(query: string, timeout?: string): Promise<{ status: number; body: unknown }> {
      const response = await fetch(gateway.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(timeout !== undefined && { 'x-request-timeout': timeout }) },
        body: JSON.stringify({ query }),
      });
      return { status: response.status, body: await response.json() };
    },
    /** Asks and does not listen. */
    begin(query: string): ClientRequest {
      const headers = { 'content-type': 'application/json' };
      const request = plainRequest(gateway.url, { method: 'POST', headers, agent: false });
      request.on('error', () => {}).end(JSON.stringify({ query }));
      return request;
    },
    /** Waits until `/metrics` says so. */
    async counted(figure: string): Promise<void> {
      let text = '';
      for (let tries = 0; !text.includes(figure); tries++) {
        if (tries > 200) throw new Error(`waited for ${figure}, came ${text}`);
        await new Promise((resolve) => setTimeout(resolve, 10));
        text = await (await fetch(new URL('/metrics', gateway.url))).text();
      }
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

describe('a client that says how long it waits', () => {
  it('is answered by then with what there is, and nobody else is', async () => {
    await using world = await openWorld();
    const patient = world.ask(both);
    await until(() => world.slow.heard.length === 1);
    expect(await world.ask(both, '40')).toEqual({ status: 200, body: partial });
    expect(world.slow.heard).toHaveLength(1);
    world.letGo();
    expect(await patient).toEqual({ status: 200, body: whole });
    expect(world.complaints()).toEqual([]);
  });

  it('ends what it asked of a subgraph', async () => {
    await using world = await openWorld();
    expect(await world.ask(both, '40')).toEqual({ status: 200, body: partial });
    await until(() => world.slow.connections === 0);
  });

  it('is not waited for any longer than others', async () => {
    await using world = await openWorld();
    expect(await world.ask(both, '60000')).toEqual({ status: 200, body: partial });
  });

  it('does not keep a subgraph from others, however often it is in a hurry', async () => {
    await using world = await openWorld();
    for (let round = 0; round < 3; round++)
      await Promise.all(Array.from({ length: 10 }, (_, at) => world.ask(`{ slow${' '.repeat(at)} quick }`, '30')));
    world.letGo();
    expect(await world.ask(both)).toEqual({ status: 200, body: whole });
    await world.counted('gateway_subgraph_breaker_opened_total{subgraph="slow"} 0');
  });

  it('is told what became of a mutation, whenever that is', async () => {
    await using world = await openWorld();
    const asked = world.ask('mutation { slow }', '20');
    await until(() => world.slow.heard.length === 1);
    await new Promise((resolve) => setTimeout(resolve, 60));
    world.letGo();
    expect(await asked).toEqual({ status: 200, body: { data: { slow: 'at last' } } });
  });

  it.each(['0', '1.5', '-1', 'soon', '9999999999'])('is refused "%s" and told what was expected', async (timeout) => {
    await using world = await openWorld();
    expect(await world.ask(both, timeout)).toEqual({
      status: 400,
      body: {
        errors: [
          {
            message: '`x-request-timeout`: expected whole milliseconds from 1 to 999999999',
            extensions: { code: 'BAD_INPUT' },
          },
        ],
      },
    });
    expect(world.slow.heard).toEqual([]);
  });

  it('may say so from a page of another origin', async () => {
    await using world = await openWorld();
    const { headers } = await fetch(world.gateway.url, {
      method: 'OPTIONS',
      headers: { origin: 'https://app.example', 'access-control-request-headers': 'x-request-timeout' },
    });
    expect(headers.get('access-control-allow-headers')?.split(', ')).toContain('x-request-timeout');
  });
});

describe.each([true, false])('a client that hangs up, queries shared: %s', (shareQueries) => {
  it('ends its query at the subgraph, which is counted and no trouble', async () => {
    await using world = await openWorld({ shareQueries });
    const request = world.begin(both);
    await until(() => world.slow.heard.length === 1);
    request.destroy();
    await until(() => world.slow.connections === 0);
    await world.counted('gateway_operations_total{operation="other",kind="query",outcome="LEFT"} 1');
    expect(world.complaints()).toEqual([]);
  });

  it('leaves the answer to those who ask for the same', async () => {
    await using world = await openWorld({ shareQueries });
    const first = world.begin(both);
    await until(() => world.slow.heard.length === 1);
    const stays = world.ask(both);
    const last = world.begin(both);
    await once(last, 'finish');
    await world.ask('{ quick }');
    first.destroy();
    last.destroy();
    await world.counted('kind="query",outcome="LEFT"} 2');
    world.letGo();
    expect(await stays).toEqual({ status: 200, body: whole });
    expect(world.slow.heard).toHaveLength(1);
  });

  it('does not take back its mutation', async () => {
    await using world = await openWorld({ shareQueries });
    const request = world.begin('mutation { slow }');
    await until(() => world.slow.heard.length === 1);
    request.destroy();
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(world.slow.connections).toBe(1);
    world.letGo();
    await world.counted('kind="mutation",outcome="whole"} 1');
  });
});
