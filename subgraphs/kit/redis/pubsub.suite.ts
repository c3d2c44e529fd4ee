import { beforeEach, describe, expect, it } from '@jest/globals';
import { type Subject, until } from './redis.suite.ts';

export function pubsubSuite(subject: Subject): void {
  describe('pubsub', () => {
    const heard: string[] = [];
    const hear = (who: string) => ({ message: (text: string) => void heard.push(`${who} ${text}`) });
    const say = (...texts: string[]) =>
      subject.redis.pubsub.publish(texts.map((text) => ({ channel: subject.name, text })));
    beforeEach(() => {
      heard.length = 0;
    });

    it('delivers in order to everyone who listens, and to no one else', async () => {
      await subject.redis.pubsub.subscribe(subject.name, hear('a'));
      await subject.redis.pubsub.subscribe(`${subject.name}-other`, hear('b'));
      await say('1', '2');
      await say('3');
      await until(() => heard.length === 3);
      expect(heard).toEqual(['a 1', 'a 2', 'a 3']);
    });

    it('goes on for those who stay when one leaves', async () => {
      const a = await subject.redis.pubsub.subscribe(subject.name, hear('a'));
      const b = await subject.redis.pubsub.subscribe(subject.name, hear('b'));
      expect(subject.redis.pubsub.channels).toBe(1);
      await a[Symbol.asyncDispose]();
      await a[Symbol.asyncDispose]();
      await say('1');
      await until(() => heard.length === 1);
      expect(heard).toEqual(['b 1']);
      await b[Symbol.asyncDispose]();
      expect(subject.redis.pubsub.channels).toBe(0);
    });

    it('gives each subscription of the same listener its own life', async () => {
      const listener = hear('a');
      const first = await subject.redis.pubsub.subscribe(subject.name, listener);
      await subject.redis.pubsub.subscribe(subject.name, listener);
      await first[Symbol.asyncDispose]();
      await say('1');
      await until(() => heard.length === 1);
      expect(heard).toEqual(['a 1']);
    });

    it('hears everything after any interleaving of joining and leaving', async () => {
      for (let round = 0; round < 20; round++) {
        const former = await subject.redis.pubsub.subscribe(subject.name, hear('former'));
        const [, next] = await Promise.all([
          former[Symbol.asyncDispose](),
          subject.redis.pubsub.subscribe(subject.name, hear('next')),
        ]);
        heard.length = 0;
        await say(String(round));
        await until(() => heard.length === 1);
        expect(heard).toEqual([`next ${round}`]);
        const third = subject.redis.pubsub.subscribe(subject.name, hear('third'));
        const gone = next[Symbol.asyncDispose]();
        await gone;
        await (await third)[Symbol.asyncDispose]();
        expect(subject.redis.pubsub.channels).toBe(0);
      }
    });

    it('keeps no channel when hundreds came and went at once', async () => {
      const all = await Promise.all(
        Array.from({ length: 300 }, (_, i) =>
          subject.redis.pubsub.subscribe(`${subject.name}-${i % 30}`, hear(String(i))),
        ),
      );
      expect(subject.redis.pubsub.channels).toBe(30);
      await Promise.all(all.map((one) => one[Symbol.asyncDispose]()));
      expect(subject.redis.pubsub.channels).toBe(0);
    });

    it('keeps no channel after it was disposed', async () => {
      await subject.redis.pubsub.subscribe(subject.name, hear('a'));
      await subject.redis[Symbol.asyncDispose]();
      expect(subject.redis.pubsub.channels).toBe(0);
    });
  });
}
