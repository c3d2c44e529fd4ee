import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createLiveConnection } from '../src/connection.ts';
import { type CounterServer, eventually, listenTo, startCounter } from './counter.ts';

let server: CounterServer;
beforeEach(async () => {
  server = await startCounter();
});
afterEach(() => server[Symbol.asyncDispose]());

describe('the live connection', () => {
  it('resumes what was subscribed after the server was away, and tells each attempt meanwhile', async () => {
    const connection = server.connect();
    const phases: string[] = [];
    connection.onStatus(() => phases.push(connection.status().phase));
    expect(connection.status().phase).toBe('connecting');
    const { heard } = listenTo(connection, 'count');
    await eventually(() => heard.values.length > 2);
    await server.leave();
    await eventually(() => connection.status().phase === 'reconnecting' && connection.status().attempt >= 2);
    const before = heard.values.length;
    await server.back();
    await eventually(() => heard.values.length > before + 2);
    expect(heard.values[before]).toBe(1);
    expect(heard.endings).toBe(0);
    expect(connection.status()).toEqual({ phase: 'live', attempt: 0, closeCode: null });
    expect([...new Set(phases)]).toEqual(['live', 'reconnecting']);
  });

  it('waits for a server that is not there yet', async () => {
    await server.leave();
    const connection = server.connect();
    const { heard } = listenTo(connection, 'count');
    await eventually(() => connection.status().attempt >= 2);
    await server.back();
    await eventually(() => heard.values.length > 0);
  });

  it.each([1000, 1011, 1012, 4400, 4401, 4403, 4409, 4429, 4500, 4801, 4808])(
    'comes back from close code %d and says why it left',
    async (code) => {
      const connection = server.connect();
      const { heard } = listenTo(connection, 'count');
      await eventually(() => heard.values.length > 0);
      server.close(code);
      await eventually(() => connection.status().phase === 'reconnecting');
      expect(connection.status().closeCode).toBe(code);
      const before = heard.values.length;
      await eventually(() => heard.values.length > before + 2);
      expect([server.seen.upgrades, heard.endings]).toEqual([2, 0]);
    },
  );

  it('leaves a socket on which pings stay unanswered', async () => {
    const connection = server.connect({ pingMs: 40, pongMs: 60 });
    const { heard } = listenTo(connection, 'count');
    await eventually(() => heard.values.length > 0);
    server.freeze();
    await eventually(() => server.seen.upgrades >= 2);
    const before = heard.values.length;
    await eventually(() => heard.values.length > before);
    expect(heard.endings).toBe(0);
  });

  it('finds out at once whether it still lives when the page wakes up', async () => {
    const connection = server.connect({ pingMs: 60_000, pongMs: 50 });
    await eventually(() => connection.status().phase === 'live');
    server.freeze();
    connection.wake();
    await eventually(() => server.seen.upgrades === 2 && connection.status().phase === 'live');
  });

  it('gives up on a server that accepts and says nothing, and tries again', async () => {
    const connection = server.connect({ openMs: 60 });
    await eventually(() => connection.status().phase === 'live');
    server.close(1012);
    server.admit = () => new Promise(() => {});
    await eventually(() => connection.status().attempt >= 2);
    server.admit = () => true;
    await eventually(() => connection.status().phase === 'live');
  });

  it('is offline while the machine has no network, and tries at once when it has one again', async () => {
    const connection = server.connect({ random: () => 0.99 });
    await eventually(() => connection.status().phase === 'live');
    await server.leave();
    connection.online(false);
    expect(connection.status().phase).toBe('offline');
    await server.back();
    connection.online(true);
    await eventually(() => connection.status().phase === 'live');
  });

  it('leaves nothing behind when disposed', async () => {
    const connection = server.connect();
    const { heard } = listenTo(connection, 'count');
    await eventually(() => heard.values.length > 0);
    connection[Symbol.dispose]();
    await eventually(() => server.sockets() === 0);
    const last = heard.values.length;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect([heard.values.length, heard.endings, server.seen.upgrades]).toEqual([last, 0, 1]);
  });

  it('refuses an address that is none', () => {
    expect(() => createLiveConnection({ url: 'http://localhost/graphql' })).toThrow('expected ws://… or wss://…');
  });
});
