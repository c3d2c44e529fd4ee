import { describe, expect, it } from '@jest/globals';
import type { Subject } from './redis.suite.ts';

export function expiringSuite(subject: Subject): void {
  describe('buckets', () => {
    const take = (cost: number, capacity = 10, refillPerSecond = 10) =>
      subject.redis.buckets.take(subject.name, { capacity, refillPerSecond, cost });

    it('grants up to the capacity, then says when to come back', async () => {
      expect(await take(7, 10, 0.001)).toEqual({ granted: true, remaining: 3, retryAfterMs: 0 });
      const refused = await take(4, 10, 0.001);
      expect(refused).toMatchObject({ granted: false, remaining: 3 });
      expect(refused.retryAfterMs).toBeGreaterThan(900_000);
      expect(refused.retryAfterMs).toBeLessThanOrEqual(1_000_000);
      expect(await take(3, 10, 0.001)).toMatchObject({ granted: true, remaining: 0 });
    });

    it('grants after exactly the wait it named', async () => {
      for (const perSecond of [3, 7, 40]) {
        const grab = (cost: number) =>
          subject.redis.buckets.take(`${subject.name}-${perSecond}`, { capacity: 5, refillPerSecond: perSecond, cost });
        await grab(5);
        const { granted, retryAfterMs } = await grab(1);
        expect(granted).toBe(false);
        expect(retryAfterMs).toBeLessThanOrEqual(Math.ceil(1000 / perSecond));
        await subject.pass(retryAfterMs);
        expect((await grab(1)).granted).toBe(true);
      }
    });

    it('is full again after a while and never fuller', async () => {
      await take(10, 10, 1_000);
      await subject.pass(50);
      expect(await take(1, 10, 1_000)).toEqual({ granted: true, remaining: 9, retryAfterMs: 0 });
    });

    it('never grants more than there is to many at once', async () => {
      const grants = await Promise.all(Array.from({ length: 50 }, () => take(1, 10, 0.001)));
      expect(grants.filter(({ granted }) => granted).length).toBe(10);
    });

    it('takes back what was not used, and never more than there was', async () => {
      await take(10, 10, 0.001);
      expect(await take(-4, 10, 0.001)).toMatchObject({ granted: true, remaining: 4 });
      expect(await take(-100, 10, 0.001)).toMatchObject({ granted: true, remaining: 10 });
      expect(await take(11, 10, 0.001)).toMatchObject({ granted: false, remaining: 10 });
    });

    it('says never to what it could never grant', async () => {
      expect(await take(11)).toEqual({ granted: false, remaining: 10, retryAfterMs: Number.POSITIVE_INFINITY });
      await take(10, 10, 0);
      expect((await take(1, 10, 0)).retryAfterMs).toBe(Number.POSITIVE_INFINITY);
    });
  });

  describe('leases', () => {
    it('has one holder until it is released', async () => {
      const tries = await Promise.all(
        Array.from({ length: 20 }, () => subject.redis.leases.acquire(subject.name, 5_000)),
      );
      const held = tries.filter((lease) => lease !== null);
      expect(held.length).toBe(1);
      await held[0]![Symbol.asyncDispose]();
      expect(await subject.redis.leases.acquire(subject.name, 5_000)).not.toBeNull();
    });

    it('expires, tells its former holder, and is not released by it', async () => {
      const former = await subject.redis.leases.acquire(subject.name, 40);
      await subject.pass(60);
      const next = await subject.redis.leases.acquire(subject.name, 5_000);
      expect(next).not.toBeNull();
      expect(await former!.renew()).toBe(false);
      await former![Symbol.asyncDispose]();
      expect(await subject.redis.leases.acquire(subject.name, 5_000)).toBeNull();
      expect(await next!.renew()).toBe(true);
    });

    it('lives on when renewed', async () => {
      const lease = await subject.redis.leases.acquire(subject.name, 400);
      await subject.pass(250);
      expect(await lease!.renew()).toBe(true);
      await subject.pass(250);
      expect(await subject.redis.leases.acquire(subject.name, 400)).toBeNull();
    });
  });

  describe('cache', () => {
    it('keeps values until they expire or are deleted', async () => {
      await subject.redis.cache.set(
        [
          { key: `${subject.name}a`, value: '1' },
          { key: `${subject.name}b`, value: '' },
        ],
        5_000,
      );
      await subject.redis.cache.set([{ key: `${subject.name}c`, value: '3' }], 30);
      const read = () =>
        subject.redis.cache.get([`${subject.name}a`, `${subject.name}b`, `${subject.name}c`, `${subject.name}d`]);
      expect(await read()).toEqual(['1', '', '3', null]);
      await subject.redis.cache.delete([`${subject.name}a`, `${subject.name}d`]);
      await subject.pass(50);
      expect(await read()).toEqual([null, '', null, null]);
    });

    it('answers an empty question', async () => {
      expect(await subject.redis.cache.get([])).toEqual([]);
      await subject.redis.cache.set([], 1_000);
      await subject.redis.cache.delete([]);
    });
  });
}
