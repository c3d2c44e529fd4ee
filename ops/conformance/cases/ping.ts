import { Breach, type Case } from '../case.ts';
import { closedAfter } from '../expect-close.ts';
import { type Talk, toldOf } from '../talk.ts';
import { beforePong } from '../visit.ts';

async function expectPong(talk: Talk, ping: object): Promise<string> {
  talk.send(ping);
  const all = await talk.receiveUntil('a pong', ({ type }) => type === 'pong');
  return toldOf(all.at(-1)!);
}

export const pingCases: readonly Case[] = [
  {
    id: 'ping/before-init',
    level: 'MUST',
    rule: 'A ping is answered at any time, even before connection_init.',
    run: async (visit) => expectPong(await visit.talk(), { type: 'ping' }),
  },
  {
    id: 'ping/after-ack',
    level: 'MUST',
    rule: 'A ping is answered by a pong.',
    run: async (visit) => expectPong(await visit.acknowledged(), { type: 'ping' }),
  },
  {
    id: 'ping/payload',
    level: 'MUST',
    rule: 'A ping may carry an object, or null.',
    async run(visit) {
      const talk = await visit.acknowledged();
      await expectPong(talk, { type: 'ping', payload: null });
      return expectPong(talk, { type: 'ping', payload: { sent: 1, nested: { ж: [] } } });
    },
  },
  {
    id: 'ping/each-answered',
    level: 'MUST',
    rule: 'Ten pings get ten pongs.',
    async run(visit) {
      const talk = await visit.acknowledged();
      talk.send(...Array.from({ length: 10 }, () => ({ type: 'ping' })));
      let pongs = 0;
      await talk.receiveUntil('ten pongs', ({ type }) => type === 'pong' && ++pongs === 10);
      await talk.silence(100);
      return '10 pongs';
    },
  },
  {
    id: 'ping/payload-text',
    level: 'MUST',
    rule: 'A ping whose payload is a text is invalid: closed with 4400.',
    run: (visit) => closedAfter(visit, [4400], { type: 'ping', payload: 'now' }),
  },
  {
    id: 'ping/pong-payload-list',
    level: 'MUST',
    rule: 'A pong whose payload is a list is invalid: closed with 4400.',
    run: (visit) => closedAfter(visit, [4400], { type: 'pong', payload: [] }),
  },
  {
    id: 'ping/unasked-pong',
    level: 'MUST',
    rule: 'A pong that nobody asked for is a heartbeat: nothing is answered, nothing closed.',
    async run(visit) {
      const talk = await visit.acknowledged();
      talk.send({ type: 'pong' }, { type: 'pong', payload: { beat: 1 } }, { type: 'pong', payload: null });
      const came = await beforePong(talk);
      if (came[0]) throw new Breach(`expected nothing, came ${toldOf(came[0])}`);
      return 'nothing, and the next ping is answered';
    },
  },
  {
    id: 'ping/pong-before-init',
    level: 'MUST',
    rule: 'An unasked pong before connection_init closes nothing.',
    async run(visit) {
      const talk = await visit.talk();
      talk.send({ type: 'pong' });
      return expectPong(talk, { type: 'ping' });
    },
  },
];
