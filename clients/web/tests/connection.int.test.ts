import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { buildSchema } from 'graphql';
import { useServer as serveGraph } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { createLiveConnection, type LiveConnection } from '../src/graph/live/connection.ts';

const schema = buildSchema('type Query { up: Boolean } type Subscription { count: Int! refused: Int! }');
const counting = { query: 'subscription Count { count }', variables: {} };

let connections: LiveConnection[] = [];
let server: Server;
let wss: WebSocketServer;
let upgraded = 0;
let port = 0;
const rawSockets = new Set<Socket>();

async function* count() {
  for (let value = 1; ; value++) {
    yield { count: value };
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function listen(on: number): Promise<void> {
  server = createServer();
  server.on('connection', (socket) => {
    rawSockets.add(socket);
    socket.once('close', () => rawSockets.delete(socket));
  });
  wss = new WebSocketServer({ server });
  wss.on('connection', () => upgraded++);
  serveGraph({ schema, roots: { subscription: { count } } }, wss);
  await new Promise<void>((resolve) => server.listen(on, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
}

async function end(): Promise<void> {
  for (const socket of rawSockets) socket.destroy();
  wss.close();
  await new Promise((resolve) => server.close(resolve));
}

async function eventually(holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 8_000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error('it did not come true within 8 s');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function connect(pongMs = 5_000, keepAliveMs = 10_000): LiveConnection {
  const connection = createLiveConnection({ url: `ws://127.0.0.1:${port}`, random: () => 0.05, keepAliveMs, pongMs });
  connections.push(connection);
  return connection;
}

function listenTo(connection: LiveConnection) {
  const heard = { values: [] as number[], ended: 0 };
  const leave = connection.subscribe(counting, {
    next: (data) => heard.values.push((data as { count: number }).count),
    end: () => heard.ended++,
  });
  return { heard, leave };
}

beforeEach(async () => {
  upgraded = 0;
  await listen(0);
});
afterEach(async () => {
  for (const connection of connections) connection[Symbol.dispose]();
  connections = [];
  await end();
});

describe('the live connection', () => {
  it('resumes what was subscribed after the server was away, and tells each attempt meanwhile', async () => {
    const connection = connect();
    const { heard } = listenTo(connection);
    await eventually(() => heard.values.length > 2);
    await end();
    await eventually(() => connection.status().phase === 'reconnecting' && connection.status().attempt >= 2);
    const before = heard.values.length;
    await listen(port);
    await eventually(() => heard.values.length > before + 2);
    expect(heard.values[before]).toBe(1);
    expect(heard.ended).toBe(0);
    expect(connection.status()).toEqual({ phase: 'live', attempt: 0 });
  });

  it('comes back from close codes that the protocol client calls final', async () => {
    const connection = connect();
    const { heard } = listenTo(connection);
    await eventually(() => heard.values.length > 0);
    for (const socket of wss.clients) socket.close(4500, 'Internal server error');
    await eventually(() => connection.status().phase === 'reconnecting');
    const before = heard.values.length;
    await eventually(() => heard.values.length > before + 2);
    expect(upgraded).toBe(2);
    expect(heard.ended).toBe(0);
  });

  it('leaves a socket on which pings stay unanswered', async () => {
    const connection = connect(60, 40);
    const { heard } = listenTo(connection);
    await eventually(() => heard.values.length > 0);
    for (const socket of rawSockets) socket.pause();
    await eventually(() => upgraded >= 2);
    const before = heard.values.length;
    await eventually(() => heard.values.length > before);
    expect(heard.ended).toBe(0);
  });

  it('is offline while the browser has no network, and tries at once when it has one again', async () => {
    const connection = connect();
    await eventually(() => connection.status().phase === 'live');
    await end();
    connection.online(false);
    await eventually(() => connection.status().phase === 'offline');
    await listen(port);
    connection.online(true);
    await eventually(() => connection.status().phase === 'live');
  });

  it('tells the subscriber when the server refuses the operation, and nobody else', async () => {
    const connection = connect();
    const { heard } = listenTo(connection);
    let told = '';
    connection.subscribe(
      { query: 'subscription { nothing }', variables: {} },
      { next: () => {}, end: (errors) => (told = errors[0]?.message ?? 'ended') },
    );
    await eventually(() => told !== '');
    const before = heard.values.length;
    await eventually(() => heard.values.length > before);
    expect(told).toContain('nothing');
  });

  it('hears nothing more of what it left, while another stays', async () => {
    const connection = connect();
    const first = listenTo(connection);
    const second = listenTo(connection);
    await eventually(() => first.heard.values.length > 0 && second.heard.values.length > 0);
    first.leave();
    const left = first.heard.values.length;
    const stayed = second.heard.values.length;
    await eventually(() => second.heard.values.length > stayed + 3);
    expect(first.heard.values.length).toBe(left);
  });
});
