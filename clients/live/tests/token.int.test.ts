import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Ticket } from '../src/ticket.ts';
import { type CounterServer, eventually, startCounter } from './counter.ts';

let server: CounterServer;
let asked: boolean[];
beforeEach(async () => {
  server = await startCounter();
  asked = [];
});
afterEach(() => server[Symbol.asyncDispose]());

/** Gives ticket 1, and another one only where a fresh one is asked for. */
function desk(rest: Partial<Ticket> = {}) {
  let number = 1;
  return async ({ fresh }: { fresh: boolean }) => {
    asked.push(fresh);
    if (fresh) number++;
    return { token: `t${number}`, ...rest };
  };
}

describe('who connects', () => {
  it('is a visitor without a token port, and one whose port says so', async () => {
    const first = server.connect();
    const second = server.connect({ token: async () => null });
    await eventually(() => first.status().phase === 'live' && second.status().phase === 'live');
    expect(server.seen.inits).toEqual([undefined, undefined]);
  });

  it('is told with connection_init, in the form the server wants', async () => {
    const plain = server.connect({ token: async () => 'abc' });
    await eventually(() => plain.status().phase === 'live');
    const bearer = server.connect({
      token: async () => 'abc',
      payload: (token) => ({ authorization: `Bearer ${token}` }),
    });
    await eventually(() => bearer.status().phase === 'live');
    expect(server.seen.inits).toEqual([{ token: 'abc' }, { authorization: 'Bearer abc' }]);
  });

  it('asks for a fresh ticket when the old one is refused, not after other losses', async () => {
    const connection = server.connect({ token: desk() });
    await eventually(() => connection.status().phase === 'live');
    for (const code of [1012, 4403, 4801]) {
      const before = server.seen.inits.length;
      server.close(code);
      await eventually(() => server.seen.inits.length > before && connection.status().phase === 'live');
    }
    expect(asked).toEqual([false, false, true, true]);
    expect(server.seen.inits).toEqual(['t1', 't1', 't2', 't3'].map((token) => ({ token })));
  });

  it('keeps asking for a fresh ticket until one is let in', async () => {
    server.admit = ({ token }) => token === 't4';
    const connection = server.connect({ token: desk() });
    await eventually(() => connection.status().phase === 'live');
    expect(asked).toEqual([false, true, true, true]);
  });

  it('renews the ticket on the open connection before it ends', async () => {
    const connection = server.connect({ token: async (ask) => desk({ expiresAt: Date.now() + 1_500 })(ask) });
    await eventually(() => server.seen.pings.length >= 2);
    expect(server.seen.pings[0]).toEqual({ token: 't2' });
    expect([server.seen.upgrades, connection.status().phase]).toEqual([1, 'live']);
  });

  it('comes back as a visitor when nobody is signed in any more', async () => {
    let signedIn = true;
    server.connect({
      token: async () => (signedIn ? { token: 'abc', expiresAt: Date.now() + 1_000 } : null),
    });
    await eventually(() => server.seen.inits.length === 1);
    signedIn = false;
    await eventually(() => server.seen.inits.length === 2);
    expect(server.seen.inits).toEqual([{ token: 'abc' }, undefined]);
  });

  it('comes back at once with another ticket when told to', async () => {
    const connection = server.connect({ token: desk(), random: () => 0.99 });
    await eventually(() => connection.status().phase === 'live');
    connection.reconnect();
    await eventually(() => server.seen.inits.length === 2 && connection.status().phase === 'live');
    expect(server.seen.inits).toEqual([{ token: 't1' }, { token: 't2' }]);
  });

  it('outlasts a token port that fails', async () => {
    const reported: unknown[] = [];
    let fails = 2;
    const connection = server.connect({
      report: (error) => reported.push(error),
      token: async () => {
        if (fails-- > 0) throw new Error('the sign-in service is away');
        return 'abc';
      },
    });
    await eventually(() => connection.status().phase === 'live');
    expect([reported.length, server.seen.upgrades]).toEqual([2, 1]);
  });
});
