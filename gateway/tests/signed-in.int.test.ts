import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Redis } from '@lzstock/kit/redis/ports';
import { connectRedis, openRedis } from '@lzstock/kit/redis/server';
import { startTestIssuer, type TestIssuer } from '@lzstock/kit/testing/issuer';
import { describeWithRedis } from '@lzstock/kit/testing/needs';
import { type ChaosProxy, chaosProxy } from '@lzstock/kit/testing/proxy';
import { WebSocket } from 'ws';
import { type Gateway, startGateway } from '../src/gateway.ts';
import { until } from './live-world.ts';
import { log } from './two-subgraphs.ts';
import { startWhoAmI, type WhoAmI, whoAmISupergraph } from './who-am-i.ts';

const query = '{ me { id scopes } }';

await describeWithRedis('signed in at several gateways', (url) => {
  const opened = new AsyncDisposableStack();
  let redis: Redis;
  let issuer: TestIssuer;
  let subgraph: WhoAmI;
  let gateways: readonly Gateway[];
  let way: ChaosProxy;

  const start = async (shared: Redis | undefined): Promise<Gateway> =>
    opened.use(
      await startGateway({
        supergraphSdl: whoAmISupergraph(subgraph.url),
        issuer,
        redis: shared,
        port: 0,
        flushMs: 10,
        limits: true,
        csrf: true,
        introspection: false,
        allowedOrigins: [],
        log,
      }),
    );
  const ask = async (gateway: Gateway, authorization?: string) => {
    const response = await fetch(gateway.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(authorization && { authorization }) },
      body: JSON.stringify({ query }),
    });
    return { status: response.status, headers: response.headers, body: (await response.json()) as unknown };
  };
  const status = async (gateway: Gateway, token: string) => (await ask(gateway, `Bearer ${token}`)).status;
  const untilRefused = async (gateway: Gateway, token: string): Promise<void> => {
    const deadline = Date.now() + 10_000;
    while ((await status(gateway, token)) !== 401) expect(Date.now()).toBeLessThan(deadline);
  };
  const connect = (gateway: Gateway, payload?: object) => {
    const socket = new WebSocket(gateway.url.replace('http', 'ws'), 'graphql-transport-ws');
    const heard: { readonly messages: Record<string, unknown>[]; code: number | null } = { messages: [], code: null };
    socket.on('open', () => socket.send(JSON.stringify({ type: 'connection_init', ...(payload && { payload }) })));
    socket.on('message', (data) => heard.messages.push(JSON.parse(String(data)) as Record<string, unknown>));
    socket.on('close', (code) => {
      heard.code = code;
    });
    opened.defer(() => socket.terminate());
    return { socket, heard, ready: () => until(() => heard.messages.some(({ type }) => type === 'connection_ack')) };
  };

  beforeAll(async () => {
    redis = opened.use(await connectRedis(url(), { log }));
    issuer = opened.use(await startTestIssuer({ redis }));
    subgraph = opened.use(await startWhoAmI());
    way = opened.use(await chaosProxy({ to: url() }));
    gateways = [
      await start(redis),
      await start(opened.use(await connectRedis(url(), { log }))),
      await start(opened.use(openRedis(way.url, { log }))),
    ];
  });
  afterAll(async () => {
    await opened.disposeAsync();
  });

  it('tells a subgraph who asks and with which scopes, over HTTP and over the socket', async () => {
    const token = issuer.token({ sub: 'ada', scope: 'write read' });
    const me = { data: { me: { id: 'ada', scopes: ['read', 'write'] } } };
    expect(await ask(gateways[0]!, `Bearer ${token}`)).toMatchObject({ status: 200, body: me });
    expect(await ask(gateways[0]!)).toMatchObject({ status: 200, body: { data: { me: null } } });
    for (const payload of [{ authorization: `Bearer ${token}` }, { token }]) {
      const { socket, heard, ready } = connect(gateways[0]!, payload);
      await ready();
      socket.send(JSON.stringify({ type: 'subscribe', id: '1', payload: { query } }));
      await until(() => heard.messages.some(({ type }) => type === 'next'));
      expect(heard.messages).toContainEqual({ type: 'next', id: '1', payload: me });
    }
  });

  it('answers 401 and one sentence to a token that does not hold, and closes a socket that brings one', async () => {
    for (const authorization of ['Bearer x', 'Basic eDp5', `Bearer ${issuer.token({ aud: 'other' })}`]) {
      const { status, headers, body } = await ask(gateways[0]!, authorization);
      expect(status).toBe(401);
      expect(headers.get('www-authenticate')).toBe('Bearer');
      expect(body).toEqual({
        errors: [{ message: 'This sign-in does not hold; sign in again', extensions: { code: 'UNAUTHENTICATED' } }],
      });
    }
    const { heard } = connect(gateways[0]!, { token: 'x' });
    await until(() => heard.code !== null);
    expect(heard.code).toBe(4403);
  });

  it('ends everywhere when the session is revoked anywhere: requests get 401, sockets close with 4403', async () => {
    const token = issuer.token({ sub: 'ada', sid: 'phone' });
    const other = issuer.token({ sub: 'ada', sid: 'desk' });
    const sockets = gateways.slice(0, 2).map((gateway) => connect(gateway, { token }));
    const stays = connect(gateways[0]!, { token: other });
    await Promise.all([...sockets, stays].map(({ ready }) => ready()));
    await issuer.revokeSession('phone');
    await until(() => sockets.every(({ heard }) => heard.code !== null));
    expect(sockets.map(({ heard }) => heard.code)).toEqual([4403, 4403]);
    for (const gateway of gateways.slice(0, 2)) await untilRefused(gateway, token);
    expect(await status(gateways[1]!, other)).toBe(200);
    expect(stays.heard.code).toBeNull();
  });

  it('closes the socket with 4801 when the sign-in ends, unless a fresh token came by ping', async () => {
    const now = Math.floor(Date.now() / 1_000);
    const short = () => issuer.token({ sub: 'eve', iat: now - 100, exp: now + 3 });
    const [ends, goesOn] = [connect(gateways[0]!, { token: short() }), connect(gateways[0]!, { token: short() })];
    await Promise.all([ends.ready(), goesOn.ready()]);
    const fresh = { authorization: `Bearer ${issuer.token({ sub: 'eve' })}` };
    goesOn.socket.send(JSON.stringify({ type: 'ping', payload: fresh }));
    await until(() => ends.heard.code !== null);
    expect(ends.heard.code).toBe(4801);
    expect(goesOn.heard.code).toBeNull();
  });

  it('learns what was revoked while it could not hear', async () => {
    const gateway = gateways[2]!;
    const token = issuer.token({ sub: 'ada', sid: 'tablet' });
    await way.refuse();
    expect(await status(gateway, token)).toBe(200);
    const { heard, ready } = connect(gateway, { token });
    await ready();
    await issuer.revokeSession('tablet');
    await wait(200);
    expect(await status(gateway, token)).toBe(200);
    await way.heal();
    await untilRefused(gateway, token);
    await until(() => heard.code !== null);
    expect(heard.code).toBe(4403);
  });

  it('starts and answers without Redis', async () => {
    await using nobody = await chaosProxy({ to: url() });
    await nobody.refuse();
    const alone = await start(opened.use(openRedis(nobody.url, { log })));
    expect(await status(alone, issuer.token())).toBe(200);
    expect((await ask(alone)).status).toBe(200);
  });
});

describe('without an issuer', () => {
  it('nobody can be signed in and visitors are served', async () => {
    await using issuer = await startTestIssuer();
    await using subgraph = await startWhoAmI();
    await using gateway = await startGateway({
      supergraphSdl: whoAmISupergraph(subgraph.url),
      port: 0,
      flushMs: 10,
      limits: true,
      csrf: true,
      introspection: false,
      allowedOrigins: [],
      log,
    });
    const ask = (authorization?: string) =>
      fetch(gateway.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(authorization && { authorization }) },
        body: JSON.stringify({ query }),
      });
    expect((await ask()).status).toBe(200);
    expect((await ask(`Bearer ${issuer.token()}`)).status).toBe(401);
  });
});
