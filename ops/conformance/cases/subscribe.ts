import { Breach, type Case } from '../case.ts';
import { closedAfter, expectClose } from '../expect-close.ts';
import { protocolName, toldOf, toldOfClose } from '../talk.ts';
import { beforePong, initOf, outcome, subscribe, told, type Visit } from '../visit.ts';

const wrongIds: readonly (readonly [name: string, what: string, id: unknown])[] = [
  ['empty', 'An empty id', ''],
  ['number', 'An id that is a number', 7],
  ['null', 'An id of null', null],
  ['missing', 'A subscribe without an id', undefined],
  ['object', 'An id that is an object', { id: '1' }],
  ['list', 'An id that is a list', ['1']],
];

/** Such an id is a text like any other, but a server may refuse it; it may not stumble over it. */
async function expectAnsweredOrRefused(visit: Visit, id: string): Promise<string> {
  const talk = await visit.acknowledged();
  talk.send(subscribe(id, visit.server.query));
  const came = await outcome(talk, id).then(told, async (error: unknown) => {
    const closed = await talk.closed().catch(() => Promise.reject(error));
    if (closed.code !== 4400 && closed.code !== 1009)
      throw new Breach(`expected an answer, an error, 4400 or 1009, came ${toldOfClose(closed)}`);
    return toldOfClose(closed);
  });
  await visit.stillServes();
  return came;
}

async function expectEchoed(visit: Visit, id: string): Promise<string> {
  const talk = await visit.acknowledged();
  talk.send(subscribe(id, visit.server.query));
  const messages = await outcome(talk, id);
  return told(messages);
}

export const subscribeCases: readonly Case[] = [
  {
    id: 'subscribe/before-init',
    level: 'MUST',
    rule: 'An operation before connection_init closes the socket with 4401.',
    async run(visit) {
      const talk = await visit.talk();
      talk.send(subscribe('1', visit.server.query));
      return expectClose(talk, [4401]);
    },
  },
  {
    id: 'subscribe/with-init',
    level: 'MUST',
    rule: 'An operation in one breath with connection_init is refused with 4401 or answered after the ack, never before it.',
    async run(visit) {
      const wire = await visit.wire({ protocols: [protocolName] });
      wire.sendText(initOf(visit.server), subscribe('1', visit.server.query));
      const first = await wire.receive().catch(() => null);
      if (first === null || !String(first.payload).includes('connection_ack')) {
        if (first && first.opcode === 1) throw new Breach(`expected connection_ack first, came ${first.payload}`);
        return expectClose(wire, [4401]);
      }
      return 'connection_ack first';
    },
  },
  {
    id: 'subscribe/duplicate-id',
    level: 'MUST',
    rule: 'An id that a subscription is running under closes the socket with 4409.',
    needs: 'subscription',
    async run(visit) {
      const talk = await visit.acknowledged();
      const { subscription } = visit.server;
      talk.send(subscribe('twice', subscription));
      await talk.receiveUntil('a first value', ({ type }) => type === 'next');
      talk.send(subscribe('twice', subscription));
      while (talk.isOpen && (await talk.receive().catch(() => null)));
      return expectClose(talk, [4409]);
    },
  },
  {
    id: 'subscribe/duplicate-id-at-once',
    level: 'MUST',
    rule: 'Two subscriptions under one id in one breath are one too many: 4409.',
    needs: 'subscription',
    async run(visit) {
      const talk = await visit.acknowledged();
      const { subscription } = visit.server;
      talk.send(subscribe('twice', subscription), subscribe('twice', subscription));
      while (talk.isOpen && (await talk.receive().catch(() => null)));
      return expectClose(talk, [4409]);
    },
  },
  {
    id: 'subscribe/duplicate-id-of-query',
    level: 'MUST',
    rule: 'Ids of queries count too: while one runs its id is taken (4409), and it is free only when the first has its end.',
    async run(visit) {
      const talk = await visit.acknowledged();
      talk.send(subscribe('q', visit.server.query), subscribe('q', visit.server.query));
      try {
        const [first, second] = [await outcome(talk, 'q'), await outcome(talk, 'q')];
        if (first.length !== 2 || second.length !== 2)
          throw new Error(`expected 4409 or one answer after the other, came ${told([...first, ...second])}`);
        return 'answered one after the other';
      } catch (error) {
        if (!(error instanceof Breach)) throw new Breach((error as Error).message);
        return expectClose(talk, [4409]);
      }
    },
  },
  {
    id: 'subscribe/id-free-after-complete',
    level: 'MUST',
    rule: 'An id whose operation is complete may be used again.',
    async run(visit) {
      const talk = await visit.acknowledged();
      for (let round = 0; round < 5; round++) {
        talk.send(subscribe('again', visit.server.query));
        await outcome(talk, 'again');
      }
      return 'five times next, complete';
    },
  },
  {
    id: 'subscribe/id-free-after-error',
    level: 'MUST',
    rule: 'An id whose operation ended with an error may be used again.',
    async run(visit) {
      const talk = await visit.acknowledged();
      talk.send(subscribe('again', visit.server.invalid));
      await outcome(talk, 'again');
      talk.send(subscribe('again', visit.server.query));
      return told(await outcome(talk, 'again'));
    },
  },
  {
    id: 'subscribe/id-free-after-leaving',
    level: 'MUST',
    rule: 'An id is free as soon as the client completed its subscription.',
    needs: 'subscription',
    async run(visit) {
      const talk = await visit.acknowledged();
      const { subscription } = visit.server;
      for (let round = 0; round < 3; round++) {
        talk.send(subscribe('again', subscription));
        await talk.receiveUntil('a value', ({ type }) => type === 'next');
        talk.send({ id: 'again', type: 'complete' });
        await beforePong(talk);
      }
      return 'three times a value';
    },
  },
  {
    id: 'subscribe/ids-per-socket',
    level: 'MUST',
    rule: 'Ids belong to a socket: two sockets may use the same one.',
    async run(visit) {
      const talks = [await visit.acknowledged(), await visit.acknowledged()];
      const operation = visit.server.subscription ?? visit.server.query;
      for (const talk of talks) talk.send(subscribe('same', operation));
      const came = await Promise.all(talks.map((talk) => talk.receiveUntil('a value', ({ type }) => type === 'next')));
      return came.map((messages) => toldOf(messages.at(-1)!)).join(' and ');
    },
  },
  ...wrongIds.map(
    ([name, what, id]): Case => ({
      id: `subscribe/id-${name}`,
      level: 'MUST',
      rule: `${what} makes the message invalid: closed with 4400.`,
      run: (visit) => closedAfter(visit, [4400], subscribe(id, visit.server.query)),
    }),
  ),
  ...['__proto__', 'constructor', 'toString'].map(
    (id): Case => ({
      id: `subscribe/id-${id}`,
      level: 'MUST',
      rule: `The id ${id} is answered or refused like a text, and harms nobody.`,
      run: (visit) => expectAnsweredOrRefused(visit, id),
    }),
  ),
  {
    id: 'subscribe/id-megabyte',
    level: 'MUST',
    rule: 'An id of a megabyte is answered or refused, and harms nobody.',
    run: (visit) => expectAnsweredOrRefused(visit, 'x'.repeat(2 ** 20)),
  },
  {
    id: 'subscribe/id-unicode',
    level: 'MUST',
    rule: 'An id of any script comes back as it was sent.',
    run: (visit) => expectEchoed(visit, 'ключ 🔑 ñ\u2028'),
  },
  {
    id: 'subscribe/id-escapes',
    level: 'MUST',
    rule: 'Quotes, backslashes and control characters in an id come back as they were sent.',
    run: (visit) => expectEchoed(visit, '"\\\n\t\u0000","type":"complete'),
  },
];
