import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestIssuer, type TestIssuer } from '@lzstock/kit/testing/issuer';
import { WebSocket } from 'ws';
import type { Gateway } from '../src/gateway.ts';
import { liveClient, startGuarded } from './guarded.ts';
import { hear, until } from './live-world.ts';
import { startWhoAmI, type WhoAmI } from './who-am-i.ts';

const opened = new AsyncDisposableStack();
let issuer: TestIssuer;
let subgraph: WhoAmI;
let gateway: Gateway;

const listen = (query: string, token?: string) => {
  const client = liveClient(gateway, token);
  opened.defer(() => client.dispose());
  return hear(client, query);
};

beforeAll(async () => {
  issuer = opened.use(await startTestIssuer());
  subgraph = opened.use(await startWhoAmI());
  gateway = opened.use(await startGuarded(subgraph, { issuer }));
});
afterAll(async () => {
  await opened.disposeAsync();
});

describe('a live subscription', () => {
  it('tells each viewer their own, and those who may not be told a field null and why, with every event', async () => {
    const query = 'subscription { letters { to seal } }';
    const [ada, bob] = ['ada', 'bob'].map((sub) => listen(query, issuer.token({ sub })));
    const stranger = listen(query);
    await until(() => [ada!, bob!, stranger].every(({ values }) => values.length > 1));
    for (const [heard, id] of [
      [ada!, 'ada'],
      [bob!, 'bob'],
    ] as const)
      for (const value of heard.values) expect(value).toEqual({ data: { letters: { to: id, seal: `seal of ${id}` } } });
    for (const value of stranger.values)
      expect(value).toEqual({
        data: { letters: { to: 'a visitor', seal: null } },
        errors: [
          { message: 'Sign in to see this', path: ['letters', 'seal'], extensions: { code: 'UNAUTHENTICATED' } },
        ],
      });
  });

  it('that may not be told is refused before anything is opened for it', async () => {
    const stranger = listen('subscription { secrets { to } }');
    await until(() => stranger.errors.length > 0);
    expect(stranger.errors).toEqual([
      [{ message: 'Sign in to see this', path: ['secrets'], extensions: { code: 'UNAUTHENTICATED' } }],
    ]);
    expect(subgraph.opened).not.toContain('secrets of a visitor');
    const ada = listen('subscription { secrets { to } }', issuer.token({ sub: 'ada' }));
    await until(() => ada.values.length > 0);
    expect(ada.values[0]).toEqual({ data: { secrets: { to: 'ada' } } });
  });

  it('is filtered anew when the sign-in is refreshed with less', async () => {
    const socket = new WebSocket(gateway.url.replace('http', 'ws'), 'graphql-transport-ws');
    const heard: string[] = [];
    const send = (message: object) => socket.send(JSON.stringify(message));
    const now = Math.floor(Date.now() / 1_000);
    socket.on('open', () => {
      const token = issuer.token({ sub: 'eve', scope: 'stamp', iat: now, exp: now + 200 });
      send({ type: 'connection_init', payload: { token } });
    });
    socket.on('message', (data) => heard.push(String(data)));
    opened.defer(() => socket.terminate());
    await until(() => heard.some((message) => message.includes('connection_ack')));
    send({ type: 'subscribe', id: '1', payload: { query: 'subscription { letters { to stamp } }' } });
    await until(() => heard.some((message) => message.includes('stamp of eve')));
    send({ type: 'ping', payload: { token: issuer.token({ sub: 'eve' }) } });
    await until(() => heard.at(-1)!.includes('FORBIDDEN'));
    const seen = heard.length;
    await until(() => heard.length > seen + 3);
    for (const message of heard.slice(seen)) expect(message).not.toContain('stamp of eve');
  });
});
