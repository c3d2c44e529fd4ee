import { describe, expect, it } from '@jest/globals';
import { NoGroup } from './failure.ts';
import { type Subject, until } from './redis.suite.ts';

export function streamsSuite(subject: Subject): void {
  describe('streams', () => {
    const readNow = (consumer = 'c', count = 100) =>
      subject.redis.streams.read(subject.name, 'g', consumer, { count, blockMs: 0 });
    const texts = (entries: readonly { text: string }[]) => entries.map(({ text }) => text);
    const append = (...added: string[]) => subject.redis.streams.append(subject.name, added, 1_000);

    it('hands every entry to one consumer of each group, in order', async () => {
      await append('1', '2', '3');
      await subject.redis.streams.createGroup(subject.name, 'g');
      await subject.redis.streams.createGroup(subject.name, 'h');
      await subject.redis.streams.createGroup(subject.name, 'g');
      expect(texts(await readNow('c', 2))).toEqual(['1', '2']);
      expect(texts(await readNow('d'))).toEqual(['3']);
      expect(await readNow('c')).toEqual([]);
      expect(texts(await subject.redis.streams.read(subject.name, 'h', 'c', { count: 9, blockMs: 0 }))).toEqual([
        '1',
        '2',
        '3',
      ]);
    });

    it('returns an id for every entry, ascending, and hands it out with the entry', async () => {
      const ids = await append('1', '2', '3');
      await subject.redis.streams.createGroup(subject.name, 'g');
      expect((await readNow()).map(({ id }) => id)).toEqual(ids);
      expect(new Set(ids).size).toBe(3);
    });

    it('names the missing group', async () => {
      await expect(readNow()).rejects.toBeInstanceOf(NoGroup);
      await append('1');
      await expect(readNow()).rejects.toBeInstanceOf(NoGroup);
      await expect(
        subject.redis.streams.read(subject.name, 'g', 'c', { count: 1, blockMs: 500 }),
      ).rejects.toBeInstanceOf(NoGroup);
      await expect(
        subject.redis.streams.claim(subject.name, 'g', 'c', { count: 1, minIdleMs: 0 }),
      ).rejects.toBeInstanceOf(NoGroup);
      await expect(subject.redis.streams.pending(subject.name, 'g')).rejects.toBeInstanceOf(NoGroup);
    });

    it('wakes a waiting read as soon as an entry is appended', async () => {
      await subject.redis.streams.createGroup(subject.name, 'g');
      const waiting = subject.redis.streams.read(subject.name, 'g', 'c', { count: 10, blockMs: 8_000 });
      await append('now');
      expect(texts(await waiting)).toEqual(['now']);
    });

    it('lets reads wait without holding up anything else', async () => {
      await subject.redis.streams.createGroup(subject.name, 'g');
      const stop = new AbortController();
      const waiting = ['a', 'b', 'c'].map((consumer) =>
        subject.redis.streams.read(subject.name, 'g', consumer, { count: 1, blockMs: 8_000, signal: stop.signal }),
      );
      await subject.redis.ping();
      expect(await subject.redis.cache.get([subject.name])).toEqual([null]);
      stop.abort();
      expect(await Promise.all(waiting)).toEqual([[], [], []]);
    });

    it('answers nothing when the wait is over', async () => {
      await subject.redis.streams.createGroup(subject.name, 'g');
      expect(await subject.redis.streams.read(subject.name, 'g', 'c', { count: 1, blockMs: 30 })).toEqual([]);
    });

    it('answers nothing when it is aborted before or while it waits, and loses no entry by it', async () => {
      await subject.redis.streams.createGroup(subject.name, 'g');
      const read = (signal: AbortSignal) =>
        subject.redis.streams.read(subject.name, 'g', 'c', { count: 1, blockMs: 8_000, signal });
      expect(await read(AbortSignal.abort())).toEqual([]);
      const stop = new AbortController();
      const waiting = read(stop.signal);
      stop.abort();
      expect(await waiting).toEqual([]);
      await append('1');
      await until(async () => (await subject.redis.streams.pending(subject.name, 'g')) + (await readNow()).length > 0);
    });

    it('keeps what was not acknowledged and gives it to whoever claims it, counting', async () => {
      await subject.redis.streams.createGroup(subject.name, 'g');
      await append('1', '2', '3');
      const [first] = await readNow('dead');
      expect(first?.deliveries).toBe(1);
      await subject.redis.streams.acknowledge(subject.name, 'g', [first!.id]);
      expect(await subject.redis.streams.pending(subject.name, 'g')).toBe(2);
      expect(await subject.redis.streams.claim(subject.name, 'g', 'heir', { count: 10, minIdleMs: 60_000 })).toEqual(
        [],
      );
      await subject.pass(60);
      const claim = (count: number) => subject.redis.streams.claim(subject.name, 'g', 'heir', { count, minIdleMs: 50 });
      const claimed = await claim(10);
      expect(claimed.map(({ text, deliveries }) => [text, deliveries])).toEqual([
        ['2', 2],
        ['3', 2],
      ]);
      expect(await claim(10)).toEqual([]);
      await subject.pass(60);
      expect((await claim(1)).map(({ text, deliveries }) => [text, deliveries])).toEqual([['2', 3]]);
      await subject.redis.streams.acknowledge(
        subject.name,
        'g',
        claimed.map(({ id }) => id),
      );
      expect(await subject.redis.streams.pending(subject.name, 'g')).toBe(0);
      expect(await readNow('heir')).toEqual([]);
    });

    it('never hands one entry to two who read at once', async () => {
      await subject.redis.streams.createGroup(subject.name, 'g');
      await append(...Array.from({ length: 500 }, (_, i) => String(i)));
      const read = await Promise.all(Array.from({ length: 60 }, (_, i) => readNow(`c${i % 5}`, 10)));
      const all = texts(read.flat());
      expect(all.length).toBe(500);
      expect(new Set(all).size).toBe(500);
    });

    it('keeps about as many entries as asked, the newest', async () => {
      for (let i = 0; i < 10; i++)
        await subject.redis.streams.append(
          subject.name,
          Array.from({ length: 100 }, (_, j) => String(i * 100 + j)),
          200,
        );
      await subject.redis.streams.createGroup(subject.name, 'g');
      const kept = texts(await readNow('c', 2_000));
      expect(kept.at(-1)).toBe('999');
      expect(kept.length).toBeGreaterThanOrEqual(200);
      expect(kept.length).toBeLessThanOrEqual(400);
    });

    it('goes on after the trimmed part for a group that fell behind', async () => {
      await subject.redis.streams.append(subject.name, ['0'], 1);
      await subject.redis.streams.createGroup(subject.name, 'g');
      for (let i = 1; i <= 300; i++) await subject.redis.streams.append(subject.name, [String(i)], 100);
      const kept = texts(await readNow('c', 1_000));
      expect(kept.at(-1)).toBe('300');
      expect(kept[0]).not.toBe('0');
      await append('301');
      expect(texts(await readNow())).toEqual(['301']);
    });
  });
}
