import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { multiplexProtocol } from '@lzstock/kit/multiplex/protocol';
import { visitor } from '@lzstock/kit/viewer';
import { Registry } from 'prom-client';
import { type WebSocket, WebSocketServer } from 'ws';
import { openWays } from '../src/to-subgraph/ways.ts';
import { log } from './live-world.ts';
import { unavailable } from './multiplex-world.ts';
import { answer, startScripted } from './scripted-subgraph.ts';

type Tell = (socket: WebSocket, id: number) => void;

let world = new AsyncDisposableStack();
afterEach(async () => {
  await world.disposeAsync();
  world = new AsyncDisposableStack();
});

/** A server that speaks the protocol and says of each request what it is told to; by HTTP it answers `2`. */
async function liar(
  tell: Tell,
  greet: (socket: WebSocket) => void = (socket) => socket.send('{"nonce":null,"inFlight":100}'),
) {
  const http = createServer((request, response) => {
    request.resume();
    response.end('{"data":{"a":2}}');
  });
  const sockets = new WebSocketServer({ server: http });
  sockets.on('connection', (socket) => {
    socket.on('error', () => {});
    greet(socket);
    socket.on('message', (data: Buffer) => {
      for (const [id, body] of JSON.parse(data.toString('utf8'))) if (body !== undefined) tell(socket, id);
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  world.defer(async () => {
    for (const socket of sockets.clients) socket.terminate();
    http.closeAllConnections();
    await new Promise((resolve) => http.close(resolve));
  });
  return waysTo(`http://127.0.0.1:${(http.address() as AddressInfo).port}/graphql`);
}

function waysTo(url: string) {
  const metrics = new Registry();
  const ways = world.use(openWays({ keys: {}, deduplicate: false, multiplex: true, metrics, log, random: () => 0 }));
  const isOpen = async () => (await metrics.getSingleMetricAsString('gateway_subgraph_multiplexed')).includes('} 1');
  const ask = () => ways.to('liar', url).ask({ query: '{ a }' }, { viewer: visitor });
  return {
    ask,
    isOpen,
    async opens(): Promise<void> {
      for (let tries = 0; !(await isOpen()); tries++) {
        if (tries > 500) throw new Error('waited five seconds for a connection');
        if (tries === 0) await ask();
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
  };
}

const say =
  (...answers: [number | null, string][]): Tell =>
  (socket, own) =>
    socket.send(
      `${JSON.stringify(answers.map(([id, text]) => [id ?? own, text.length]))}\n${answers.map(([, text]) => text).join('')}`,
    );

describe('a subgraph that answers on its connection', () => {
  it('is heard', async () => {
    const { ask, opens } = await liar(say([null, '{"data":{"a":1}}']));
    await opens();
    expect(await ask()).toEqual({ data: { a: 1 } });
  });

  it.each<[string, string]>([
    ['garbage', 'not json'],
    ['HTML', '<html>Bad gateway</html>'],
    ['half a body', '{"data":{"a":'],
    ['JSON that is no result', '[1,2]'],
    ['data of a wrong type', '{"data":7}'],
    ['errors of a wrong type', '{"data":{"a":1},"errors":"no"}'],
    ['nothing', ''],
  ])('%s loses that one request, not its connection', async (_what, text) => {
    const { ask, opens, isOpen } = await liar(say([null, text]));
    await opens();
    expect(await ask()).toEqual(unavailable('a'));
    expect(await isOpen()).toBe(true);
  });

  it('with ten megabytes loses its connection and is asked by HTTP', async () => {
    const { ask, opens } = await liar((socket, id) => say([id, `"${'x'.repeat(10 * 1024 * 1024)}"`])(socket, id));
    await opens();
    expect([unavailable('a'), { data: { a: 2 } }]).toContainEqual(await ask());
    expect(await ask()).toEqual({ data: { a: 2 } });
  });

  it.each<[string, Tell]>([
    ['lengths that do not add up', (socket, id) => socket.send(`[[${id},3]]\n{"data":{"a":1}}`)],
    ['no frame of ours', (socket) => socket.send('hello')],
    ['a frame of something else', (socket) => socket.send('[[null,2]]\n{}')],
  ])('with %s is believed nothing', async (_what, tell) => {
    const { ask, opens } = await liar(tell);
    await opens();
    expect(await ask()).toEqual(unavailable('a'));
    expect(await ask()).toEqual({ data: { a: 2 } });
  });

  it('what nobody asked, or twice, is not heard by anybody', async () => {
    const { ask, opens } = await liar((socket, id) => {
      say([id + 1, '{"data":{"a":"of the next"}}'], [10_000, '{"data":{"a":"of nobody"}}'])(socket, id);
      say([id, '{"data":{"a":1}}'], [id, '{"data":{"a":"again"}}'])(socket, id);
    });
    await opens();
    for (let n = 0; n < 5; n++) expect(await ask()).toEqual({ data: { a: 1 } });
  });
});

describe('a subgraph that does not speak the protocol', () => {
  it.each<[string, (socket: WebSocket) => void]>([
    ['takes any subprotocol and closes', (socket) => socket.close(4406, 'Subprotocol not acceptable')],
    ['greets in another one', (socket) => socket.send('{"type":"connection_ack"}')],
    ['says something that is none', (socket) => socket.send('x')],
  ])('and %s is asked by HTTP', async (_what, greet) => {
    const { ask, isOpen } = await liar(() => {}, greet);
    for (let n = 0; n < 10; n++) {
      expect(await ask()).toEqual({ data: { a: 2 } });
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(await isOpen()).toBe(false);
  });

  it.each([200, 400, 404, 500])(
    'and answers the upgrade with %d is asked by HTTP, and not to upgrade again and again',
    async (status) => {
      const script = answer('{"data":{"a":2}}', status);
      const subgraph = world.use(await startScripted(script));
      const { ask } = waysTo(subgraph.url);
      for (let n = 0; n < 20; n++) {
        expect(await ask()).toEqual({ data: { a: 2 } });
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      const upgrades = subgraph.heard.filter(({ headers }) => headers['sec-websocket-protocol'] === multiplexProtocol);
      expect(upgrades.length).toBeLessThan(status >= 500 ? 21 : 2);
      expect(upgrades.length).toBeGreaterThan(0);
    },
  );
});
