import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Delivery, putNewest } from './delivery.ts';
import type { FlushClock } from './flush-clock.ts';
import { nextHead, pongMark, toPayload } from './frame.ts';
import { createOutbox } from './outbox.ts';

interface Frame {
  readonly opcode: number;
  readonly data: Buffer;
}

/** Reads whole websocket frames, as RFC 6455 has them from a server. */
function readFrames(bytes: Buffer): Frame[] {
  const frames: Frame[] = [];
  for (let at = 0; at < bytes.length; ) {
    const opcode = bytes[at]!;
    const short = bytes[at + 1]!;
    const [length, begin] =
      short < 126
        ? [short, at + 2]
        : short === 126
          ? [bytes.readUInt16BE(at + 2), at + 4]
          : [Number(bytes.readBigUInt64BE(at + 2)), at + 10];
    frames.push({ opcode, data: bytes.subarray(begin, begin + length) });
    at = begin + length;
  }
  return frames;
}

const text = 0x81;
const texts = (frames: Frame[]): string[] =>
  frames.filter(({ opcode }) => opcode === text).map(({ data }) => data.toString());

const createDelivery = (head: Buffer): Delivery => ({
  head,
  newest: null,
  earlier: null,
  listed: false,
  closed: false,
});

const still: FlushClock = { soon() {}, within() {}, forget() {}, [Symbol.dispose]() {} };

function outbox(unconfirmedBytes = 1_000_000, waitingBytes = 4_000_000) {
  const writes: Buffer[] = [];
  const wire = {
    write: (bytes: Buffer) => void writes.push(bytes),
    backlog: 0,
    overflows: 0,
    overflow: () => void wire.overflows++,
  };
  const box = createOutbox({ wire, clock: still, lane: 0, unconfirmedBytes, waitingBytes, written: () => {} });
  const take = () => readFrames(Buffer.concat(writes.splice(0)));
  return { box, wire, writes, take };
}

const payload = (value: unknown) => toPayload({ data: { value } }, { key: null, announcesGap: false });

describe('an outbox', () => {
  it('writes a window in one go: messages and values, in order, each value once', () => {
    const { box, writes, take } = outbox();
    const [one, two] = [createDelivery(nextHead('1')), createDelivery(nextHead('2'))];
    for (const value of [1, 2, 3]) {
      putNewest(one, payload(value));
      if (!one.listed) box.list(one, false);
    }
    box.send('{"type":"pong"}');
    putNewest(two, payload('ü'));
    box.list(two, false);
    box.flush();
    expect(writes).toHaveLength(1);
    expect(texts(take())).toEqual([
      '{"id":"1","type":"next","payload":{"data":{"value":3}}}',
      '{"type":"pong"}',
      '{"id":"2","type":"next","payload":{"data":{"value":"ü"}}}',
    ]);
    box.flush();
    expect(writes).toHaveLength(0);
  });

  it('leaves out what was closed after it was listed', () => {
    const { box, take } = outbox();
    const delivery = createDelivery(nextHead('1'));
    putNewest(delivery, payload(1));
    box.list(delivery, false);
    delivery.closed = true;
    box.send('{"id":"1","type":"complete"}');
    box.flush();
    expect(texts(take())).toEqual(['{"id":"1","type":"complete"}']);
  });

  it('frames messages of any length and any text', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme', maxLength: 40_000, size: 'max' }), { maxLength: 8 }),
        (values) => {
          const { box, take } = outbox(Number.MAX_SAFE_INTEGER);
          for (const value of values) box.send(JSON.stringify(value));
          box.flush();
          expect(texts(take()).map((each) => JSON.parse(each))).toEqual(values);
        },
      ),
      { numRuns: 50 },
    );
    const { box, take } = outbox(Number.MAX_SAFE_INTEGER);
    const sizes = [125, 126, 65_535, 65_536, 200_000];
    for (const size of sizes) box.send('x'.repeat(size));
    box.flush();
    expect(take().map(({ data }) => data.length)).toEqual(sizes);
  });

  it('holds back while too much is unconfirmed, keeps the newest, and goes on when the pong comes', () => {
    const { box, take } = outbox(400);
    const delivery = createDelivery(nextHead('1'));
    let written = 0;
    for (let value = 0; value < 100; value++) {
      putNewest(delivery, payload(value));
      if (!delivery.listed) box.list(delivery, false);
      box.flush();
      written += delivery.listed ? 0 : 1;
    }
    const frames = take();
    expect(written).toBeLessThan(20);
    const marks = frames.filter(({ opcode }) => opcode === 0x89).map(({ data }) => pongMark(data)!);
    expect(marks.length).toBeGreaterThan(0);
    expect([delivery.newest !== null, delivery.earlier]).toEqual([true, null]);
    box.confirm(marks.at(-1)!);
    box.flush();
    expect(texts(take())).toEqual(['{"id":"1","type":"next","payload":{"data":{"value":99}}}']);
  });

  it('holds back while the kernel does not take more', () => {
    const { box, wire, take } = outbox(400);
    wire.backlog = 400;
    box.send('{}');
    box.flush();
    expect(take()).toEqual([]);
    wire.backlog = 0;
    box.flush();
    expect(texts(take())).toEqual(['{}']);
  });

  it('gives up on a peer that asks and does not read', () => {
    const { box, wire } = outbox();
    for (let count = 0; count <= 2_000; count++) box.send('{}');
    expect(wire.overflows).toBe(1);
  });

  it('gives up on a peer that leaves large answers unread, though one may be of any size', () => {
    const { box, wire } = outbox(400, 1_000);
    wire.backlog = 400;
    box.send('x'.repeat(5_000));
    expect([wire.overflows, box.behind]).toEqual([0, 5_400]);
    box.send('x');
    expect(wire.overflows).toBe(1);
  });

  it('believes no confirmation of what was never sent', () => {
    const { box, take } = outbox(100);
    box.confirm(Number.MAX_SAFE_INTEGER);
    for (let count = 0; count < 20; count++) {
      box.send('x'.repeat(50));
      box.flush();
    }
    expect(texts(take()).length).toBeLessThan(5);
  });
});
