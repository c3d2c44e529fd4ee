import { Breach, type Case } from '../case.ts';
import { opcode } from '../frame.ts';
import { toldOfClose } from '../talk.ts';
import { initOf, outcome, subscribe, told, type Visit } from '../visit.ts';
import type { Wire } from '../wire.ts';

const longQuery = ({ server }: Visit, bytes: number): object =>
  subscribe('long', `${server.query} #${' '.repeat(bytes)}`);

async function secondsUntilDropped({ server }: Visit, wire: Wire): Promise<string> {
  const began = performance.now();
  await wire.dropped(server.halfOpen);
  return `dropped after ${Math.round((performance.now() - began) / 1_000)} s`;
}

export const boundCases: readonly Case[] = [
  {
    id: 'bound/long-message',
    level: 'SHOULD',
    rule: 'A message longer than the server allows closes the socket with 1009.',
    async run(visit) {
      const talk = await visit.acknowledged();
      talk.send(longQuery(visit, visit.server.maxMessage));
      const came = await outcome(talk, 'long').then(told, () => null);
      if (came !== null) throw new Breach(`expected a close with 1009, came ${came}`);
      const closed = await talk.closed();
      if (closed.code !== 1009) throw new Breach(`expected a close with 1009, came ${toldOfClose(closed)}`);
      await visit.stillServes();
      return toldOfClose(closed);
    },
  },
  {
    id: 'bound/long-fragments',
    level: 'SHOULD',
    rule: 'Fragments that are too long together close the socket with 1009 before the last is there.',
    async run(visit) {
      const wire = await visit.wire();
      wire.sendText(initOf(visit.server));
      const payload = ' '.repeat(Math.ceil(visit.server.maxMessage / 4));
      wire.send({ opcode: opcode.text, fin: false, payload });
      for (let piece = 0; piece < 5; piece++) wire.send({ opcode: opcode.continuation, fin: false, payload });
      const closed = await wire.closed();
      if (closed.code !== 1009) throw new Breach(`expected a close with 1009, came ${toldOfClose(closed)}`);
      return toldOfClose(closed);
    },
  },
  {
    id: 'bound/announced-length',
    level: 'MUST',
    rule: 'A frame that announces a terabyte and sends ten bytes harms nobody.',
    async run(visit) {
      const wire = await visit.wire();
      wire.send({ opcode: opcode.text, payload: '0123456789', length: 2n ** 40n });
      await visit.stillServes();
      const closed = await wire.closed(1_000).then(toldOfClose, () => 'left open');
      return closed;
    },
  },
  {
    id: 'bound/many-operations',
    level: 'MUST',
    rule: 'A thousand operations at once are answered, refused or end the socket; the server serves others.',
    async run(visit) {
      const talk = await visit.acknowledged();
      const operation = visit.server.subscription ?? visit.server.query;
      for (let index = 0; index < 1_000; index++) talk.send(subscribe(`m${index}`, operation));
      await visit.stillServes();
      const refused = talk.unread.filter(({ type }) => type === 'error').length;
      return talk.isOpen ? `open, ${refused} refused so far` : toldOfClose(await talk.closed());
    },
  },
  {
    id: 'bound/half-open',
    level: 'MUST',
    rule: 'A peer that answers no ping of the websocket is cut in the end.',
    needs: 'slow',
    async run(visit) {
      const wire = await visit.wire();
      wire.sendText(initOf(visit.server));
      return secondsUntilDropped(visit, wire);
    },
  },
  {
    id: 'bound/no-goodbye',
    level: 'MUST',
    rule: 'A peer that never answers the close of the server is cut in the end.',
    needs: 'slow',
    async run(visit) {
      const wire = await visit.wire();
      wire.sendText({ type: 'nonsense' });
      return secondsUntilDropped(visit, wire);
    },
  },
  {
    id: 'bound/no-goodbye-after-failure',
    level: 'MUST',
    rule: 'A peer whose connection failed for its framing, and that does not leave, is cut in the end.',
    needs: 'slow',
    async run(visit) {
      const wire = await visit.wire();
      wire.send({ opcode: opcode.text, rsv: 7 });
      return secondsUntilDropped(visit, wire);
    },
  },
];
