import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import { hear, startWorld, until, type World } from './live-world.ts';

const init = JSON.stringify({ type: 'connection_init' });
const subscribe = (id: string, query = 'subscription { readings(ids: ["a"]) { celsius } }') =>
  JSON.stringify({ id, type: 'subscribe', payload: { query } });

interface Raw {
  readonly ws: WebSocket;
  readonly heard: Record<string, unknown>[];
  readonly closed: Promise<number>;
}

function raw(
  url: string,
  protocol: string | undefined = 'graphql-transport-ws',
  headers: Record<string, string> = {},
): Promise<Raw> {
  const ws = protocol === '' ? new WebSocket(url, { headers }) : new WebSocket(url, protocol, { headers });
  const heard: Record<string, unknown>[] = [];
  ws.on('message', (data) => heard.push(JSON.parse(String(data))));
  const closed = new Promise<number>((resolve) => ws.once('close', resolve));
  return new Promise((resolve, reject) => {
    ws.once('open', () => resolve({ ws, heard, closed }));
    ws.once('error', reject);
  });
}

describe('a socket', () => {
  let world: World;

  beforeEach(async () => {
    world = await startWorld({ limits: { initMs: 2_000, messagesPerSecond: 200, socketsPerViewer: 2 } });
    world.sensors.measure('a', 1);
  });
  afterEach(async () => {
    await world.quiet();
    await world[Symbol.asyncDispose]();
  });

  it.each([
    ['4401 where it subscribes before it is acknowledged', 4401, [subscribe('1')]],
    ['4408 where it says nothing', 4408, []],
    ['4429 where it initialises twice', 4429, [init, init]],
    ['4409 where an id is running already', 4409, [init, subscribe('1'), subscribe('1')]],
    ['4400 where a message is no JSON', 4400, [init, '{']],
    ['4400 where an id is a name of the language', 4400, [init, subscribe('__proto__')]],
    ['4400 where an id is a megabyte’s worth of its limit', 4400, [init, subscribe('x'.repeat(5_000))]],
    ['1009 where a message is above 64 KB', 1009, [init, subscribe('x'.repeat(70_000))]],
    ['4829 where it floods', 4829, [init, ...Array.from({ length: 300 }, () => '{"type":"ping"}')]],
  ])('is closed with %s', async (_, code, messages) => {
    const { ws, heard, closed } = await raw(world.url);
    for (const message of messages) {
      ws.send(message);
      if (message === init) await until(() => heard.length > 0);
    }
    expect(await closed).toBe(code);
  });

  it('is closed with 4406 where it speaks another protocol, or none', async () => {
    const { closed } = await raw(world.url, '');
    expect(await closed).toBe(4406);
    await expect(raw(world.url, 'graphql-ws')).rejects.toThrow();
  });

  it('is closed with 4403 where the gateway refuses it, and with 1013 above what one viewer may hold', async () => {
    await using strict = await startWorld({
      authenticate: () => {
        throw new Error('no');
      },
    });
    const refused = await raw(strict.url);
    refused.ws.send(init);
    expect(await refused.closed).toBe(4403);
    const token = JSON.stringify({ type: 'connection_init', payload: { token: 'ann' } });
    const sockets = await Promise.all([1, 2, 3].map(() => raw(world.url)));
    for (const { ws } of sockets) ws.send(token);
    expect(await Promise.race(sockets.map(({ closed }) => closed))).toBe(1013);
    await until(() => world.live.open.sockets === 2);
    for (const { ws } of sockets) ws.close();
  });

  it('is not opened for an origin that is not allowed', async () => {
    await using strict = await startWorld({ allowOrigin: (origin) => origin === 'https://app.example' });
    await expect(raw(strict.url, undefined, { origin: 'https://app.example.evil' })).rejects.toThrow('403');
    const { ws } = await raw(strict.url, undefined, { origin: 'https://app.example' });
    ws.close();
  });

  it('ends with the sign-in unless a ping brings a fresh one, and at once where it is revoked', async () => {
    let expiresAt = Date.now() + 2_000;
    await using strict = await startWorld({ authenticate: () => ({ viewer: { id: 'ann' }, expiresAt }) });
    const [kept, left] = [await raw(strict.url), await raw(strict.url)];
    for (const { ws } of [kept, left]) ws.send(init);
    await until(() => kept.heard.length > 0 && left.heard.length > 0);
    expiresAt = Date.now() + 60_000;
    kept.ws.send('{"type":"ping","payload":{"token":"fresh"}}');
    expect(await left.closed).toBe(4801);
    expect(kept.ws.readyState).toBe(WebSocket.OPEN);
    strict.live.revoke('ann');
    expect(await kept.closed).toBe(4403);
  });

  it('answers pings, ends an operation when asked, and lets the id be used again', async () => {
    const { ws, heard, closed } = await raw(world.url);
    ws.send(init);
    await until(() => heard.length === 1);
    ws.send('{"type":"ping","payload":{"a":1}}');
    ws.send(subscribe('1'));
    await until(() => heard.length === 3);
    ws.send('{"id":"1","type":"complete"}');
    await until(() => world.live.open.subscriptions === 0);
    world.sensors.measure('a', 2);
    ws.send(subscribe('1'));
    await until(() => heard.length === 4);
    expect(heard).toEqual([
      { type: 'connection_ack' },
      { type: 'pong', payload: { a: 1 } },
      { id: '1', type: 'next', payload: { data: { readings: { celsius: 1 } } } },
      { id: '1', type: 'next', payload: { data: { readings: { celsius: 2 } } } },
    ]);
    ws.close(1000);
    await closed;
  });

  it('is cut when the peer is no longer there', async () => {
    await using hasty = await startWorld({ limits: { heartbeatMs: 50 } });
    const { ws } = await raw(hasty.url);
    ws.send(init);
    await until(() => hasty.live.open.sockets === 1);
    const { promise: gone, resolve } = Promise.withResolvers<void>();
    ws.once('close', () => resolve());
    ws.pause();
    await hasty.quiet();
    ws.resume();
    await gone;
  });

  it('is closed with 1012 by a drain, so that stock clients come back', async () => {
    const closes: number[] = [];
    const clients = Array.from({ length: 5 }, () =>
      world.client({ on: { closed: (event) => closes.push((event as CloseEvent).code) } }),
    );
    const heard = clients.map((client) => hear(client, 'subscription { readings(ids: ["a"]) { celsius } }'));
    await until(() => heard.every(({ values }) => values.length === 1));
    await world.live.drain();
    expect(closes).toEqual([1012, 1012, 1012, 1012, 1012]);
    await expect(raw(world.url)).rejects.toThrow('503');
  });
});

describe('a slow reader', () => {
  const long = `subscription { readings(ids: ["a"]) { ${Array.from({ length: 60 }, (_, index) => `celsius${index}: celsius`).join(' ')} } }`;

  it('of values costs one unread value, is passed by others, and reads the newest when it wakes', async () => {
    await using world = await startWorld({ flushMs: 1, limits: { unconfirmedBytes: 16_384 } });
    world.sensors.measure('a', 0);
    const slow = await raw(world.url);
    slow.ws.send(init);
    await until(() => slow.heard.length === 1);
    slow.ws.send(subscribe('1', long));
    const fast = hear(world.client(), long);
    await until(() => slow.heard.length === 2 && fast.values.length === 1);
    slow.ws.pause();
    for (let celsius = 1; celsius <= 300; celsius++) {
      world.sensors.measure('a', celsius);
      await until(() => fast.values.at(-1)?.data.readings.celsius0 === celsius);
    }
    expect(slow.heard.length).toBe(2);
    slow.ws.resume();
    const newest = () =>
      (slow.heard.at(-1) as { payload: { data: { readings: { celsius0: number } } } }).payload.data.readings.celsius0;
    await until(() => newest() === 300);
    const metrics = await world.metrics.metrics();
    expect(Number(/live_conflated_total (\d+)/.exec(metrics)?.[1])).toBeGreaterThan(200);
    expect(slow.heard.length).toBeLessThan(100);
    slow.ws.close();
    await wait(0);
  });

  it('of events is closed with 4808 when more wait than may', async () => {
    await using world = await startWorld({ flushMs: 1, limits: { unconfirmedBytes: 4_096, unread: 100 } });
    const slow = await raw(world.url);
    slow.ws.send(init);
    await until(() => slow.heard.length === 1);
    slow.ws.pause();
    slow.ws.send(subscribe('1', 'subscription { beeps(to: 5000) { number } }'));
    await until(() => world.live.open.subscriptions === 1);
    await until(() => world.live.open.subscriptions === 0);
    slow.ws.resume();
    expect(await slow.closed).toBe(4808);
    const numbers = slow.heard
      .slice(1)
      .map((message) => (message as { payload: { data: { beeps: { number: number } } } }).payload.data.beeps.number);
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  });
});
