import { describe, expect, it } from '@jest/globals';
import { memoryBuckets } from '@lzstock/kit/redis/memory/buckets';
import fc from 'fast-check';
import { Account } from './account.ts';

const allowance = { capacity: 100, perSecond: 10 };

function open(other: { readonly away?: () => boolean } = {}) {
  const clock = { now: 0 };
  const buckets = memoryBuckets(() => clock.now);
  const taken: number[] = [];
  const account = new Account(
    allowance,
    async (cost) => {
      if (other.away?.()) throw new Error('away');
      taken.push(cost);
      return buckets.take('a', { capacity: allowance.capacity, refillPerSecond: allowance.perSecond, cost });
    },
    () => clock.now,
  );
  return { clock, buckets, taken, account };
}

describe('what a process has in hand of a bucket', () => {
  it('is nothing for who asks rarely: exactly the cost is taken', async () => {
    const { clock, account, taken } = open();
    for (let round = 0; round < 3; round++) {
      expect(await account.spend(5)).toBe('granted');
      clock.now += 1_000;
    }
    expect(taken).toEqual([5, 5, 5]);
  });

  it('grows for who asks often, so that the shared bucket is asked ever less', async () => {
    const { account, taken } = open();
    for (let round = 0; round < 40; round++) expect(await account.spend(1)).toBe('granted');
    expect(taken.length).toBeLessThan(15);
    expect(taken.every((cost) => cost <= 14)).toBe(true);
  });

  it('is granted without waiting', async () => {
    const { account } = open();
    await account.spend(1);
    await account.spend(1);
    expect(account.spend(1)).toBe('granted');
  });

  it('is given back when it is not used', async () => {
    const { account, buckets } = open();
    for (let round = 0; round < 4; round++) await account.spend(1);
    account.giveBack();
    await Promise.resolve();
    const { remaining } = await buckets.take('a', { capacity: 100, refillPerSecond: 10, cost: 0 });
    expect(remaining).toBe(96);
  });

  it('takes together what waits together', async () => {
    const { account, taken } = open();
    const verdicts = await Promise.all(Array.from({ length: 20 }, () => account.spend(2)));
    expect(verdicts).toEqual(Array.from({ length: 20 }, () => 'granted'));
    expect(taken.length).toBeLessThanOrEqual(3);
  });

  it('serves those who came first where there is not enough for all, and tells the others when to come', async () => {
    const { account, clock } = open();
    const verdicts = await Promise.all([60, 30, 20, 5].map((cost) => account.spend(cost)));
    expect(verdicts.slice(0, 2)).toEqual(['granted', 'granted']);
    const refused = verdicts[2] as { retryAfterMs: number };
    expect(refused.retryAfterMs).toBeGreaterThan(0);
    clock.now += 2_000;
    expect(await account.spend(20)).toBe('granted');
  });

  it('says so while the shared bucket is away, and goes on when it is back', async () => {
    let away = true;
    const { account } = open({ away: () => away });
    expect(await Promise.all([account.spend(1), account.spend(1)])).toEqual(['away', 'away']);
    away = false;
    expect(await account.spend(1)).toBe('granted');
  });

  it('is never more than was taken, whoever asks for how much and when', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            costs: fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 6 }),
            ms: fc.nat(300),
            back: fc.boolean(),
          }),
        ),
        async (steps) => {
          const { account, clock, buckets } = open();
          let spent = 0;
          for (const { costs, ms, back } of steps) {
            const verdicts = await Promise.all(costs.map((cost) => account.spend(cost)));
            verdicts.forEach((verdict, at) => {
              if (verdict === 'granted') spent += costs[at]!;
            });
            if (back) account.giveBack();
            clock.now += ms;
          }
          const allowed = allowance.capacity + (clock.now * allowance.perSecond) / 1_000;
          expect(spent).toBeLessThanOrEqual(allowed);
          account.giveBack();
          const { remaining } = await buckets.take('a', { capacity: 100, refillPerSecond: 10, cost: 0 });
          expect(spent + remaining).toBeLessThanOrEqual(allowed + 1);
        },
      ),
    );
  });
});
