import { describe, expect, it } from '@jest/globals';
import { type Subject, until } from './redis.suite.ts';

export function noticesSuite(subject: Subject): void {
  describe('notices', () => {
    const post = (text: string, ttlMs = 5_000, most = 10) =>
      subject.redis.notices.post(subject.name, { text, ttlMs }, most);
    const read = async () => (await subject.redis.notices.read(subject.name)).map(({ text }) => text).sort();

    it('tells a text to those who listen and keeps it for those who come later', async () => {
      const heard: string[] = [];
      await subject.redis.pubsub.subscribe(subject.name, { message: (text) => void heard.push(text) });
      await post('one two');
      await until(() => heard.length === 1);
      expect(heard).toEqual(['5000 one two']);
      const [notice, ...others] = await subject.redis.notices.read(subject.name);
      expect(others).toEqual([]);
      expect(notice?.text).toBe('one two');
      expect(notice?.ttlMs).toBeGreaterThan(0);
      expect(notice?.ttlMs).toBeLessThanOrEqual(5_000);
    });

    it('forgets a text when its time is over, the later time where it was posted twice', async () => {
      await post('short', 60);
      await post('long', 60);
      await post('long', 60_000);
      await post('long', 60);
      await subject.pass(80);
      expect(await read()).toEqual(['long']);
    });

    it('keeps at most so many: those that hold longest', async () => {
      await post('a', 30_000, 2);
      await post('b', 10_000, 2);
      await post('c', 20_000, 2);
      expect(await read()).toEqual(['a', 'c']);
    });

    it('answers an empty board with nothing', async () => {
      expect(await read()).toEqual([]);
    });
  });
}
