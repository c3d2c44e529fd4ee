import { Breach, type Case } from '../case.ts';
import type { Talk } from '../talk.ts';
import { toldOf } from '../talk.ts';
import { beforePong, outcome, subscribe, told, type Visit } from '../visit.ts';

const isNext =
  (wanted: string) =>
  ({ id, type }: { readonly id?: string; readonly type: string }): boolean =>
    id === wanted && type === 'next';

async function following(visit: Visit, ...ids: readonly string[]): Promise<Talk> {
  const talk = await visit.acknowledged();
  talk.send(...ids.map((id) => subscribe(id, visit.server.subscription)));
  const waiting = new Set(ids);
  await talk.receiveUntil('a first value of each', ({ id, type }) => {
    if (id && type === 'next') waiting.delete(id);
    if (id && type !== 'next') throw new Breach(`expected values, came ${type} for ${id}`);
    return waiting.size === 0;
  });
  return talk;
}

export const streamCases: readonly Case[] = [
  {
    id: 'stream/delivers',
    level: 'MUST',
    rule: 'A subscription delivers next under its id, and no complete while it goes on.',
    needs: 'subscription',
    async run(visit) {
      const talk = await visit.acknowledged();
      talk.send(subscribe('s', visit.server.subscription));
      const messages = await talk.receiveUntil('a value', isNext('s'));
      await new Promise((resolve) => setTimeout(resolve, 300));
      const ended = talk.unread.find(({ id, type }) => id === 's' && type !== 'next');
      if (ended) throw new Breach(`expected the stream to go on, came ${toldOf(ended)}`);
      return `${toldOf(messages.at(-1)!)} and ${talk.unread.length} more within 300 ms`;
    },
  },
  {
    id: 'stream/leave',
    level: 'MUST',
    rule: 'Once a complete of the client is worked off no further value comes.',
    needs: 'subscription',
    async run(visit) {
      const talk = await following(visit, 's');
      talk.send({ id: 's', type: 'complete' });
      const before = await beforePong(talk);
      const rest = () => talk.unread.filter(({ id }) => id === 's');
      await new Promise((resolve) => setTimeout(resolve, 1_200));
      if (rest().length > 0) throw new Breach(`expected nothing after the pong, came ${told(rest())}`);
      return `${before.length} before the pong, nothing within 1.2 s after`;
    },
  },
  {
    id: 'stream/leave-one',
    level: 'MUST',
    rule: 'Leaving one of two equal subscriptions ends that one alone.',
    needs: 'subscription',
    async run(visit) {
      const talk = await following(visit, 'left', 'kept');
      talk.send({ id: 'left', type: 'complete' });
      await beforePong(talk);
      await new Promise((resolve) => setTimeout(resolve, 1_200));
      const wrong = talk.unread.find(({ id, type }) => id === 'left' || (id === 'kept' && type !== 'next'));
      if (wrong) throw new Breach(`expected values of kept alone, came ${toldOf(wrong)}`);
      return `${talk.unread.length} values of the other within 1.2 s`;
    },
  },
  {
    id: 'stream/leave-twice',
    level: 'MUST',
    rule: 'A second complete for the same id is ignored.',
    needs: 'subscription',
    async run(visit) {
      const talk = await following(visit, 's');
      talk.send({ id: 's', type: 'complete' }, { id: 's', type: 'complete' });
      await beforePong(talk);
      return 'the next ping is answered';
    },
  },
  {
    id: 'stream/leave-before-first',
    level: 'MUST',
    rule: 'A subscription that is left in the breath it began with leaves no stream behind.',
    needs: 'subscription',
    async run(visit) {
      const talk = await visit.acknowledged();
      talk.send(subscribe('s', visit.server.subscription), { id: 's', type: 'complete' });
      await beforePong(talk);
      await talk.silence(1_200);
      return 'nothing within 1.2 s';
    },
  },
  {
    id: 'stream/query-meanwhile',
    level: 'MUST',
    rule: 'Queries are answered on the socket of a running subscription.',
    needs: 'subscription',
    async run(visit) {
      const talk = await following(visit, 's');
      talk.send(subscribe('q', visit.server.query));
      return told(await outcome(talk, 'q'));
    },
  },
  {
    id: 'stream/cut',
    level: 'MUST',
    rule: 'A client that vanishes in the middle of its streams harms nobody.',
    needs: 'subscription',
    async run(visit) {
      const talks = await Promise.all(Array.from({ length: 10 }, () => following(visit, 'a', 'b')));
      for (const talk of talks) talk.cut();
      const talk = await following(visit, 'a');
      talk.cut();
      await visit.stillServes();
      return '10 cut, the next served';
    },
  },
  {
    id: 'stream/ended-by-server',
    level: 'MUST',
    rule: 'A stream that ends sends all its values and then one complete, and nothing after it.',
    needs: 'endingSubscription',
    async run(visit) {
      const talk = await visit.acknowledged();
      talk.send(subscribe('e', visit.server.endingSubscription));
      const messages = await outcome(talk, 'e');
      const types = messages.map(({ type }) => type);
      if (types.length < 2 || types.pop() !== 'complete' || types.some((type) => type !== 'next'))
        throw new Breach(`expected values, then complete, came ${told(messages)}`);
      talk.send({ id: 'e', type: 'complete' });
      const late = await beforePong(talk);
      await talk.silence(200);
      if (late.length > 0) throw new Breach(`expected nothing after complete, came ${told(late)}`);
      return `${types.length} × next, complete`;
    },
  },
  {
    id: 'stream/id-free-after-end',
    level: 'MUST',
    rule: 'The id of a stream that ended may be used again.',
    needs: 'endingSubscription',
    async run(visit) {
      const talk = await visit.acknowledged();
      for (let round = 0; round < 3; round++) {
        talk.send(subscribe('e', visit.server.endingSubscription));
        await outcome(talk, 'e');
      }
      return 'ended three times under one id';
    },
  },
];
