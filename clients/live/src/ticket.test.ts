import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { askTicket, createRenewal, renewIn, type Ticket } from './ticket.ts';

beforeEach(() => {
  jest.useFakeTimers({ now: 0 });
});
afterEach(() => {
  jest.useRealTimers();
});

describe('the time of a renewal', () => {
  it.each([
    ['an hour', 3_600_000, 3_480_000],
    ['six minutes', 360_000, 240_000],
    ['a minute', 60_000, 40_000],
    ['a second', 1_000, 1_000],
    ['nothing, it is over', -5_000, 1_000],
    ['longer than a timer can wait', 1e12, 2 ** 31 - 1],
  ])('of a ticket that lasts %s', (_, life, wait) => {
    expect(renewIn(1_000_000 + life, 1_000_000)).toBe(wait);
  });
});

describe('asking for a ticket', () => {
  it('tells whether a cached one will do', async () => {
    const asked: boolean[] = [];
    const port = async ({ fresh }: { fresh: boolean }) => {
      asked.push(fresh);
      return 'abc';
    };
    expect(await askTicket(port, false)).toEqual({ token: 'abc' });
    await askTicket(port, true);
    expect(asked).toEqual([false, true]);
  });

  it('has a visitor where nobody is there to ask', async () => {
    expect(await askTicket(undefined, true)).toBeNull();
  });

  it('does not wait for ever', async () => {
    const asking = expect(askTicket(() => new Promise(() => {}), false)).rejects.toThrow('within 10 s');
    await jest.advanceTimersByTimeAsync(10_000);
    await asking;
    expect(jest.getTimerCount()).toBe(0);
  });
});

describe('a renewal', () => {
  const lasting = (ms: number): Ticket => ({ token: 'next', expiresAt: Date.now() + ms });
  const renewal = (ask: () => Promise<Ticket | null>, renewed: (ticket: Ticket | null) => void) =>
    createRenewal({ ask, renewed, now: () => Date.now(), random: () => 1 });

  it('comes before each end', async () => {
    const at: number[] = [];
    const one = renewal(
      async () => lasting(60_000),
      () => at.push(Date.now()),
    );
    one.follow(lasting(60_000));
    await jest.advanceTimersByTimeAsync(120_000);
    expect(at).toEqual([40_000, 80_000, 120_000]);
    one.stop();
    expect(jest.getTimerCount()).toBe(0);
  });

  it('is tried again when it failed', async () => {
    let tries = 0;
    let heard = 0;
    const ask = async () => {
      if (++tries < 3) throw new Error('away');
      return { token: 'next' };
    };
    renewal(ask, () => heard++).follow(lasting(60_000));
    await jest.advanceTimersByTimeAsync(40_000 + 1_800 + 2_200);
    expect([tries, heard, jest.getTimerCount()]).toEqual([3, 1, 0]);
  });

  it('says nothing after it was stopped, also where the answer was on its way', async () => {
    let heard = 0;
    let answer = (_: Ticket) => {};
    const one = renewal(
      () => new Promise((resolve) => (answer = resolve)),
      () => heard++,
    );
    one.follow(lasting(60_000));
    await jest.advanceTimersByTimeAsync(40_000);
    one.stop();
    answer(lasting(60_000));
    await jest.advanceTimersByTimeAsync(0);
    expect([heard, jest.getTimerCount()]).toEqual([0, 0]);
  });

  it('is not needed for a ticket without an end', () => {
    renewal(
      async () => null,
      () => {},
    ).follow({ token: 'for good' });
    expect(jest.getTimerCount()).toBe(0);
  });
});
