import { describe, expect, it } from '@jest/globals';
import type { Subject } from './redis.suite.ts';

export function newestSuite(subject: Subject): void {
  describe('newest', () => {
    const entry = (field: string, seq: number, value = `${field}${seq}`, epoch = '2026-01') => ({
      field,
      epoch,
      seq,
      value,
    });

    it('takes what is newer and refuses what is older or the same', async () => {
      expect(await subject.redis.newest.offer(subject.name, [entry('a', 2), entry('b', 1)])).toEqual([true, true]);
      expect(
        await subject.redis.newest.offer(subject.name, [entry('a', 1), entry('b', 1, 'again'), entry('b', 2)]),
      ).toEqual([false, false, true]);
      expect(await subject.redis.newest.read(subject.name, ['b', 'missing', 'a'])).toEqual(['b2', null, 'a2']);
    });

    it('judges entries of one batch in their order', async () => {
      expect(await subject.redis.newest.offer(subject.name, [entry('a', 5), entry('a', 4), entry('a', 6)])).toEqual([
        true,
        false,
        true,
      ]);
      expect(await subject.redis.newest.read(subject.name, ['a'])).toEqual(['a6']);
    });

    it('lets a later epoch replace whatever an earlier one left, and never the reverse', async () => {
      await subject.redis.newest.offer(subject.name, [entry('a', 900)]);
      expect(await subject.redis.newest.offer(subject.name, [entry('a', 1, 'new', '2026-02')])).toEqual([true]);
      expect(await subject.redis.newest.offer(subject.name, [entry('a', 901)])).toEqual([false]);
      expect(await subject.redis.newest.offer(subject.name, [entry('a', 0, 'newest', '2026-020')])).toEqual([true]);
      expect(await subject.redis.newest.read(subject.name, ['a'])).toEqual(['newest']);
    });

    it('compares sequence numbers as numbers', async () => {
      await subject.redis.newest.offer(subject.name, [entry('a', 9)]);
      expect(await subject.redis.newest.offer(subject.name, [entry('a', 10)])).toEqual([true]);
      expect(await subject.redis.newest.offer(subject.name, [entry('a', 1_700_000_000_000_001)])).toEqual([true]);
      expect(await subject.redis.newest.offer(subject.name, [entry('a', 1_700_000_000_000_000)])).toEqual([false]);
    });

    it('never regresses while many writers offer at once', async () => {
      const seqs = Array.from({ length: 200 }, (_, i) => i + 1).sort(() => Math.random() - 0.5);
      const taken = await Promise.all(
        seqs.map((seq) => subject.redis.newest.offer(subject.name, [entry('a', seq), entry('b', -seq)])),
      );
      expect(await subject.redis.newest.read(subject.name, ['a', 'b'])).toEqual(['a200', 'b-1']);
      expect(taken.filter(([a]) => a).length).toBeGreaterThan(0);
    });

    it('takes batches of thousands', async () => {
      const many = Array.from({ length: 3_500 }, (_, i) => entry(`f${i}`, 1, String(i)));
      expect((await subject.redis.newest.offer(subject.name, many)).every(Boolean)).toBe(true);
      expect((await subject.redis.newest.offer(subject.name, many)).some(Boolean)).toBe(false);
      expect(await subject.redis.newest.read(subject.name, ['f0', 'f999', 'f1000', 'f3499'])).toEqual([
        '0',
        '999',
        '1000',
        '3499',
      ]);
    });

    it('answers an empty offer and an empty read', async () => {
      expect(await subject.redis.newest.offer(subject.name, [])).toEqual([]);
      expect(await subject.redis.newest.read(subject.name, [])).toEqual([]);
    });
  });
}
