import { describe, expect, it } from '@jest/globals';
import { createRetryBudget, retryQueries } from './retry.ts';
import { type SubgraphCall, Unanswered, type UnansweredReason } from './transport.ts';

const call = (change: Partial<SubgraphCall> = {}): SubgraphCall => ({
  body: '{}',
  claims: null,
  kind: 'query',
  dueAt: performance.now() + 60_000,
  signal: new AbortController().signal,
  ...change,
});

function failing(reason: UnansweredReason, times = Number.POSITIVE_INFINITY) {
  const counted = { sent: 0, retried: 0 };
  const budget = createRetryBudget();
  for (let earned = 0; earned < 100; earned++) budget.earn();
  const send = retryQueries({
    budget,
    random: () => 0,
    retried: () => counted.retried++,
    send: async () => {
      if (++counted.sent <= times) throw new Unanswered(reason, 'so it is');
      return 'answer';
    },
  });
  return { counted, send };
}

describe('a request to a subgraph that cannot be reached', () => {
  it.each(['unreachable', 'cut'] as const)('is sent again where it is a query (%s)', async (reason) => {
    const { counted, send } = failing(reason, 2);
    expect([await send(call()), counted]).toEqual(['answer', { sent: 3, retried: 2 }]);
  });

  it('is given up after the third time', async () => {
    const { counted, send } = failing('unreachable');
    await expect(send(call())).rejects.toThrow('so it is');
    expect(counted.sent).toBe(3);
  });

  it('is sent once where it is a mutation', async () => {
    const { counted, send } = failing('unreachable');
    await expect(send(call({ kind: 'mutation' }))).rejects.toThrow('so it is');
    expect(counted.sent).toBe(1);
  });

  it('is sent once where nobody waits any more or it is due', async () => {
    const { counted, send } = failing('unreachable');
    await expect(send(call({ signal: AbortSignal.abort() }))).rejects.toThrow('so it is');
    await expect(send(call({ dueAt: performance.now() - 1 }))).rejects.toThrow('so it is');
    expect(counted.sent).toBe(2);
  });

  it('makes a tenth more calls at most, however many fail', async () => {
    let sent = 0;
    const send = retryQueries({
      budget: createRetryBudget(),
      random: () => 0,
      retried: () => {},
      send: async () => {
        sent++;
        throw new Unanswered('unreachable', 'so it is');
      },
    });
    for (let asked = 0; asked < 500; asked++) await send(call()).catch(() => {});
    expect(sent).toBeGreaterThan(540);
    expect(sent).toBeLessThanOrEqual(550);
  });
});

it.each(['late', 'unreadable', 'too large', 'unsigned', 'left', 'open', 'full'] as const)(
  'a query that stays without an answer because of "%s" is not sent again',
  async (reason) => {
    const { counted, send } = failing(reason);
    await expect(send(call())).rejects.toThrow('so it is');
    expect(counted.sent).toBe(1);
  },
);
