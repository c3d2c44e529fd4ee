import { Breach, type Case } from '../case.ts';
import { expectClose } from '../expect-close.ts';
import { opcode } from '../frame.ts';
import { toldOf, toldOfClose } from '../talk.ts';
import { initOf, type Visit } from '../visit.ts';

async function expectAck(visit: Visit, init: object): Promise<string> {
  const talk = await visit.talk();
  talk.send(init);
  const message = await talk.receive();
  if (message.type !== 'connection_ack') throw new Breach(`expected connection_ack, came ${toldOf(message)}`);
  return toldOf(message);
}

const kinds: readonly (readonly [name: string, payload: unknown])[] = [
  ['text', 'token'],
  ['list', ['token']],
  ['number', 7],
  ['boolean', true],
];

export const initCases: readonly Case[] = [
  {
    id: 'init/ack',
    level: 'MUST',
    rule: 'connection_init is answered by connection_ack.',
    run: (visit) => expectAck(visit, initOf(visit.server)),
  },
  {
    id: 'init/payload-null',
    level: 'MUST',
    rule: 'A payload of null is as good as none.',
    run: (visit) => expectAck(visit, { type: 'connection_init', payload: visit.server.initPayload }),
  },
  {
    id: 'init/payload-object',
    level: 'MUST',
    rule: 'Whatever object the payload is, keys that nobody asked for do no harm.',
    run: (visit) =>
      expectAck(visit, {
        type: 'connection_init',
        payload: { ...visit.server.initPayload, conformance: { nested: [1, null, 'ж'] } },
      }),
  },
  ...kinds.map(
    ([name, payload]): Case => ({
      id: `init/payload-${name}`,
      level: 'MUST',
      rule: `A payload that is a ${name} makes the message invalid: closed with 4400.`,
      async run(visit) {
        const talk = await visit.talk();
        talk.send({ type: 'connection_init', payload });
        return expectClose(talk, [4400]);
      },
    }),
  ),
  {
    id: 'init/nothing-unasked',
    level: 'MUST',
    rule: 'Before connection_init nothing is sent but a ping, and the ack comes once.',
    async run(visit) {
      const talk = await visit.talk();
      await new Promise((resolve) => setTimeout(resolve, 200));
      const early = talk.unread.find(({ type }) => type !== 'ping' && type !== 'pong');
      if (early) throw new Breach(`expected nothing before connection_init, came ${toldOf(early)}`);
      talk.send(initOf(visit.server));
      await talk.receiveUntil('connection_ack', ({ type }) => type === 'connection_ack');
      await new Promise((resolve) => setTimeout(resolve, 300));
      const second = talk.unread.find(({ type }) => type === 'connection_ack');
      if (second) throw new Breach('expected one connection_ack, came two');
      return 'one connection_ack';
    },
  },
  {
    id: 'init/twice',
    level: 'MUST',
    rule: 'A second connection_init after the ack closes the socket with 4429.',
    async run(visit) {
      const talk = await visit.acknowledged();
      talk.send(initOf(visit.server));
      return expectClose(talk, [4429]);
    },
  },
  {
    id: 'init/twice-at-once',
    level: 'MUST',
    rule: 'Two connection_init in one breath, the ack still to come, are one too many: 4429.',
    async run(visit) {
      const wire = await visit.wire();
      wire.sendText(initOf(visit.server), initOf(visit.server));
      return expectClose(wire, [4429]);
    },
  },
  {
    id: 'init/timeout',
    level: 'MUST',
    rule: 'A client that never initialises is closed with 4408 when its time is over.',
    async run(visit) {
      const talk = await visit.talk();
      return expectClose(talk, [4408], visit.server.initTimeout);
    },
  },
  {
    id: 'init/late',
    level: 'MUST',
    rule: 'A connection_init that comes when the time is over is not acknowledged.',
    async run(visit) {
      const wire = await visit.wire();
      const closed = await wire.closed(visit.server.initTimeout);
      wire.sendText(initOf(visit.server));
      await new Promise((resolve) => setTimeout(resolve, 300));
      const [late] = wire.afterClose;
      if (late) throw new Breach(`expected nothing after the close, came ${String(late.payload)}`);
      return `${toldOfClose(closed)}, then silence`;
    },
  },
  {
    id: 'init/pings-do-not-extend',
    level: 'MUST',
    rule: 'Pings do not lengthen the time for connection_init.',
    async run(visit) {
      const talk = await visit.talk();
      const pings = setInterval(() => talk.isOpen && talk.send({ type: 'ping' }), 500);
      try {
        return await expectClose(talk, [4408], visit.server.initTimeout);
      } finally {
        clearInterval(pings);
      }
    },
  },
  {
    id: 'init/crowd',
    level: 'MUST',
    rule: 'Of many sockets that never initialise none stays, and others are served meanwhile.',
    async run(visit) {
      const wires = await Promise.all(Array.from({ length: 100 }, () => visit.wire()));
      await visit.stillServes();
      const codes = await Promise.all(wires.map(async (wire) => (await wire.closed(visit.server.initTimeout)).code));
      const other = codes.find((code) => code !== 4408);
      if (other !== undefined) throw new Breach(`expected every one closed with 4408, came ${other}`);
      for (const wire of wires) wire.send({ opcode: opcode.close, payload: Buffer.from([0x03, 0xe8]) });
      await Promise.all(wires.map((wire) => wire.dropped()));
      return `${codes.length} closed 4408`;
    },
  },
];
