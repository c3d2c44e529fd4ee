import { afterEach, describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import { hear, startWorld, until, type World } from './live-world.ts';

const open = (url: string): Promise<WebSocket> => {
  const ws = new WebSocket(url, 'graphql-transport-ws');
  return new Promise((resolve, reject) => {
    ws.once('open', () => resolve(ws));
    ws.once('unexpected-response', (_, { statusCode, headers }) =>
      reject(new Error(`${statusCode}, again in ${headers['retry-after']} s`)),
    );
  });
};

const subscribe = async (ws: WebSocket, query: string): Promise<void> => {
  const acknowledged = new Promise((resolve) => ws.once('message', resolve));
  ws.send('{"type":"connection_init"}');
  await acknowledged;
  ws.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query } }));
};

const closeOf = (ws: WebSocket): Promise<number> => new Promise((resolve) => ws.once('close', resolve));

describe('the live room, pressed', () => {
  let world: World;
  afterEach(async () => {
    await world[Symbol.asyncDispose]();
  });

  it('answers 429 where one address opens sockets too fast, and says when to come again', async () => {
    world = await startWorld({ limits: { arrivalBurst: 3, arrivalsPerSecond: 0.5 } });
    const sockets = await Promise.all([1, 2, 3].map(() => open(world.url)));
    await expect(open(world.url)).rejects.toThrow(/^429, again in [12] s$/);
    for (const ws of sockets) ws.close();
    await world.quiet();
  });

  it('lets nobody in while memory runs out, closes who does not read, and is open again afterwards', async () => {
    const memory = { share: 0 };
    world = await startWorld({ pressure: () => memory.share, flushMs: 1, limits: { unconfirmedBytes: 4_096 } });
    world.sensors.measure('a', 0);
    const slow = await open(world.url);
    await subscribe(slow, 'subscription { readings(ids: ["a"]) { celsius } }');
    const fast = hear(world.client(), 'subscription { readings(ids: ["a"]) { celsius } }');
    await until(() => fast.values.length === 1 && world.live.open.subscriptions === 2);
    slow.pause();
    for (let celsius = 1; celsius <= 50; celsius++) {
      world.sensors.measure('a', celsius);
      await until(() => fast.values.at(-1)?.data.readings.celsius === celsius);
    }
    memory.share = 0.85;
    await until(() => world.live.open.subscriptions === 1);
    await expect(open(world.url)).rejects.toThrow('503, again in 5 s');
    slow.resume();
    expect(await closeOf(slow)).toBe(4808);
    memory.share = 0.5;
    let late: WebSocket | null = null;
    while (!late) late = await open(world.url).catch(() => null);
    memory.share = 0.95;
    expect(await closeOf(late)).toBe(1013);
    fast.leave();
    await world.quiet();
  });

  it('writes what may not be left out at the end of the turn, however long the window', async () => {
    world = await startWorld({ flushMs: 600_000 });
    const heard = hear(world.client(), 'subscription { beeps(to: 500) { number } }');
    await until(() => heard.completed);
    expect(heard.values.map(({ data }) => data.beeps.number)).toEqual(
      Array.from({ length: 500 }, (_, index) => index + 1),
    );
  });
});
