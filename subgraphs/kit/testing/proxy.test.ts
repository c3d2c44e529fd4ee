import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type ChaosProxy, chaosProxy } from './proxy.ts';

let echo: Server;
let proxy: ChaosProxy;
const sockets: Socket[] = [];

beforeEach(async () => {
  echo = createServer((socket) => {
    sockets.push(socket.on('error', () => {}));
    socket.pipe(socket);
  });
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
  proxy = await chaosProxy({ to: `redis://127.0.0.1:${(echo.address() as AddressInfo).port}/3` });
});

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await proxy[Symbol.asyncDispose]();
  echo.close();
});

async function enter(): Promise<Socket> {
  const socket = connect(proxy.port, proxy.host);
  sockets.push(socket);
  await once(socket, 'connect');
  return socket;
}

async function hear(socket: Socket, length: number): Promise<string> {
  let text = '';
  while (text.length < length) text += (await once(socket, 'data'))[0];
  return text;
}

async function errorOf(socket: Socket): Promise<string> {
  return ((await once(socket, 'error'))[0] as NodeJS.ErrnoException).code ?? '';
}

describe('a chaos proxy', () => {
  it('keeps everything of the address but host and port', () => {
    expect(proxy.url).toBe(`redis://127.0.0.1:${proxy.port}/3`);
  });

  it('carries bytes both ways while healthy', async () => {
    const socket = await enter();
    socket.write('hello');
    expect(await hear(socket, 5)).toBe('hello');
    expect(proxy.connections).toBe(1);
  });

  it('carries more than it may hold back, in order', async () => {
    const socket = await enter();
    proxy.delay(1);
    const sent = Buffer.alloc(20_000_000, 'abcdefghijk');
    socket.end(sent);
    const parts: Buffer[] = [];
    for await (const part of socket) parts.push(part as Buffer);
    expect(Buffer.concat(parts).equals(sent)).toBe(true);
  });

  it('delays without changing the order', async () => {
    const socket = await enter();
    proxy.delay(30);
    socket.write('one ');
    proxy.delay(0);
    socket.write('two');
    expect(await hear(socket, 7)).toBe('one two');
  });

  it('tells the client of an end after what was sent before it', async () => {
    const socket = await enter();
    proxy.delay(20);
    socket.end('bye');
    expect(await hear(socket, 3)).toBe('bye');
    while (proxy.connections > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  });

  it('resets open connections when cut and takes new ones', async () => {
    const socket = await enter();
    socket.write('x');
    await hear(socket, 1);
    const failed = errorOf(socket);
    proxy.cut();
    expect(await failed).toBe('ECONNRESET');
    const next = await enter();
    next.write('y');
    expect(await hear(next, 1)).toBe('y');
  });

  it('refuses new connections until healed, then takes them on the same port', async () => {
    await proxy.refuse();
    const refused = connect(proxy.port, proxy.host);
    expect(await errorOf(refused)).toBe('ECONNREFUSED');
    await proxy.heal();
    const socket = await enter();
    socket.write('z');
    expect(await hear(socket, 1)).toBe('z');
  });

  it('swallows bytes in a blackhole and resets those connections when healed', async () => {
    const swallowed = await enter();
    const quiet = await enter();
    proxy.blackhole();
    let heard = 0;
    swallowed.on('data', (chunk) => {
      heard += chunk.length;
    });
    swallowed.write('into the dark');
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(heard).toBe(0);
    const failed = errorOf(swallowed);
    await proxy.heal();
    expect(await failed).toBe('ECONNRESET');
    quiet.write('still here');
    expect(await hear(quiet, 10)).toBe('still here');
  });

  it('ends a connection whose server is away', async () => {
    echo.close();
    for (const socket of sockets.splice(0)) socket.destroy();
    const socket = connect(proxy.port, proxy.host);
    expect(await errorOf(socket)).toBe('ECONNRESET');
  });
});
