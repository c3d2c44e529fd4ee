import { Breach, type Case } from '../case.ts';
import { expectClose } from '../expect-close.ts';
import { closeBody, type FrameToSend, opcode } from '../frame.ts';
import { toldOfClose } from '../talk.ts';
import { initOf, subscribe, type Visit } from '../visit.ts';
import type { Wire } from '../wire.ts';

type Abuse = readonly [name: string, what: string, code: 1002 | 1007, frames: readonly FrameToSend[]];

const { continuation, text, binary, close, ping, pong } = opcode;
const hello = '{"type":"ping"}';
const badUtf8 = Buffer.from([0x22, 0xc3, 0x28, 0x22]);
const closing = (code: number) => [{ opcode: close, payload: closeBody(code) }];

const abuses: readonly Abuse[] = [
  [
    'rsv1',
    'A frame with the first reserved bit, no compression agreed',
    1002,
    [{ opcode: text, payload: hello, rsv: 4 }],
  ],
  ['rsv2', 'A frame with the second reserved bit', 1002, [{ opcode: text, payload: hello, rsv: 2 }]],
  ['rsv3', 'A frame with the third reserved bit', 1002, [{ opcode: text, payload: hello, rsv: 1 }]],
  ['opcode-3', 'The reserved data opcode 3', 1002, [{ opcode: 3, payload: hello }]],
  ['opcode-7', 'The reserved data opcode 7', 1002, [{ opcode: 7, payload: hello }]],
  ['opcode-11', 'The reserved control opcode 11', 1002, [{ opcode: 11 }]],
  ['opcode-15', 'The reserved control opcode 15', 1002, [{ opcode: 15 }]],
  ['unmasked', 'A client frame without a mask', 1002, [{ opcode: text, payload: hello, masked: false }]],
  ['unmasked-ping', 'A control frame of a client without a mask', 1002, [{ opcode: ping, masked: false }]],
  ['ping-fragmented', 'A ping in fragments', 1002, [{ opcode: ping, fin: false }, { opcode: continuation }]],
  ['close-fragmented', 'A close in fragments', 1002, [{ opcode: close, fin: false, payload: closeBody(1000) }]],
  ['ping-126', 'A ping of 126 bytes', 1002, [{ opcode: ping, payload: 'p'.repeat(126) }]],
  ['pong-130', 'A pong of 130 bytes', 1002, [{ opcode: pong, payload: 'p'.repeat(130) }]],
  ['close-126', 'A close of 126 bytes', 1002, [{ opcode: close, payload: closeBody(1000, 'r'.repeat(124)) }]],
  ['utf8', 'A text that is not UTF-8', 1007, [{ opcode: text, payload: badUtf8 }]],
  [
    'utf8-cut',
    'A text that ends inside a character',
    1007,
    [{ opcode: text, payload: Buffer.from([0x22, 0xe2, 0x82]) }],
  ],
  [
    'utf8-surrogate',
    'A text with half a surrogate pair',
    1007,
    [{ opcode: text, payload: Buffer.from([0xed, 0xa0, 0x80]) }],
  ],
  ['utf8-overlong', 'A text with an overlong character', 1007, [{ opcode: text, payload: Buffer.from([0xc0, 0xaf]) }]],
  [
    'utf8-fragments',
    'Fragments that are no UTF-8 together',
    1007,
    [
      { opcode: text, fin: false, payload: Buffer.from([0x22, 0xe2]) },
      { opcode: continuation, payload: Buffer.from([0x22]) },
    ],
  ],
  ['close-1-byte', 'A close whose body is one byte', 1002, [{ opcode: close, payload: Buffer.from([3]) }]],
  ['close-999', 'The close code 999', 1002, closing(999)],
  ['close-1004', 'The close code 1004', 1002, closing(1004)],
  ['close-1005', 'The close code 1005, which stands for none', 1002, closing(1005)],
  ['close-1006', 'The close code 1006, which stands for a loss', 1002, closing(1006)],
  ['close-1015', 'The close code 1015', 1002, closing(1015)],
  ['close-2999', 'The close code 2999, which nobody registered', 1002, closing(2999)],
  ['close-5000', 'The close code 5000', 1002, closing(5000)],
  ['close-utf8', 'A close reason that is not UTF-8', 1007, [{ opcode: close, payload: closeBody(1000, badUtf8) }]],
  ['continuation-first', 'A continuation of nothing', 1002, [{ opcode: continuation, payload: hello }]],
  [
    'continuation-after-end',
    'A continuation of what ended',
    1002,
    [{ opcode: text, payload: hello }, { opcode: continuation }],
  ],
  [
    'interleaved',
    'A new message amid the fragments of another',
    1002,
    [
      { opcode: text, fin: false, payload: '{"type":' },
      { opcode: text, payload: hello },
    ],
  ],
  [
    'interleaved-binary',
    'A binary message amid the fragments of a text',
    1002,
    [
      { opcode: text, fin: false, payload: '{"type":' },
      { opcode: binary, payload: 'x' },
    ],
  ],
  ['length-63-bit', 'A length with its highest bit set', 1002, [{ opcode: text, payload: hello, length: 2n ** 63n }]],
];

async function acknowledgedWire(visit: Visit): Promise<Wire> {
  const wire = await visit.wire();
  wire.sendText(initOf(visit.server));
  await message(wire, 'connection_ack');
  return wire;
}

async function message(wire: Wire, type: string): Promise<string> {
  for (;;) {
    const { opcode: kind, payload } = await wire.receive();
    if (kind === text && (JSON.parse(String(payload)) as { type: string }).type === type) return String(payload);
  }
}

/** RFC 6455, 7.1.7: the connection fails; the code is told unless it is just dropped. */
async function expectFailed(visit: Visit, code: number, frames: readonly FrameToSend[]): Promise<string> {
  const wire = await acknowledgedWire(visit);
  wire.send(...frames);
  const closed = await wire.closed();
  const codes = frames[0]?.length ? [code, 1006, 1009] : [code, 1006];
  if (!codes.includes(closed.code))
    throw new Breach(`expected the connection to fail with ${codes.join(' or ')}, came ${toldOfClose(closed)}`);
  await visit.stillServes();
  return toldOfClose(closed);
}

export const framingCases: readonly Case[] = [
  ...abuses.map(
    ([name, what, code, frames]): Case => ({
      id: `framing/${name}`,
      level: 'MUST',
      rule: `${what}: that connection fails (${code}), and no other.`,
      run: (visit) => expectFailed(visit, code, frames),
    }),
  ),
  {
    id: 'framing/fragments',
    level: 'MUST',
    rule: 'A message in fragments, cut inside a character and with a ping between them, is read whole.',
    async run(visit) {
      const wire = await acknowledgedWire(visit);
      const whole = Buffer.from(JSON.stringify(subscribe('ж', visit.server.query)));
      const at = whole.indexOf(Buffer.from('ж')) + 1;
      wire.send(
        { opcode: text, fin: false, payload: whole.subarray(0, at) },
        { opcode: ping, payload: 'between' },
        { opcode: continuation, fin: false },
        { opcode: continuation, payload: whole.subarray(at) },
      );
      const first = await wire.receive();
      if (first.opcode !== pong || String(first.payload) !== 'between')
        throw new Breach(`expected the pong first, came ${String(first.payload)}`);
      return `pong, then ${await message(wire, 'complete')}`;
    },
  },
  {
    id: 'framing/websocket-ping',
    level: 'MUST',
    rule: 'A websocket ping is answered by a pong with the same bytes.',
    async run(visit) {
      const wire = await acknowledgedWire(visit);
      wire.send({ opcode: ping, payload: Buffer.from([0, 255, 1]) });
      let frame = await wire.receive();
      while (frame.opcode === ping) frame = await wire.receive();
      if (frame.opcode !== pong || !frame.payload.equals(Buffer.from([0, 255, 1])))
        throw new Breach(`expected pong 00ff01, came opcode ${frame.opcode} ${frame.payload.toString('hex')}`);
      return 'pong 00ff01';
    },
  },
  {
    id: 'framing/goodbye',
    level: 'MUST',
    rule: 'A close of the client is answered by a close with its code, and the server lets go of the connection.',
    async run(visit) {
      const wire = await acknowledgedWire(visit);
      if (visit.server.subscription) wire.sendText(subscribe('s', visit.server.subscription));
      wire.send({ opcode: close, payload: closeBody(1000, 'bye') });
      const came = await expectClose(wire, [1000]);
      await wire.dropped();
      return `${came}, then dropped`;
    },
  },
  {
    id: 'framing/own-frames',
    level: 'MUST',
    rule: 'Frames of the server are text, unmasked, without reserved bits, and no longer in their header than need be.',
    async run(visit) {
      const wire = await acknowledgedWire(visit);
      const filler = 'x'.repeat(300);
      const operation = visit.server.subscription ?? visit.server.query;
      wire.sendText(
        { type: 'ping', payload: { filler } },
        subscribe('1', operation),
        subscribe('2', visit.server.query),
      );
      let seen = 0;
      for (let ended = false; !ended; seen++) {
        const frame = await wire.receive();
        const isData = frame.opcode === text;
        if (frame.masked || frame.rsv !== 0 || !frame.isMinimal || (!isData && frame.opcode < close))
          throw new Breach(
            `expected a plain text frame, came ${JSON.stringify({ ...frame, payload: String(frame.payload) })}`,
          );
        if (isData) {
          const { id, type } = JSON.parse(String(frame.payload)) as { id?: string; type: string };
          ended = id === '2' && type === 'complete';
        }
      }
      return `${seen} frames`;
    },
  },
];
