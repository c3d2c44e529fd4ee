import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Delivery } from './delivery.ts';
import type { FlushClock } from './flush-clock.ts';
import { nextHead, type Payload, pongMark, toPayload } from './frame.ts';
import { type Collected, createOutbox } from './outbox.ts';

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

const createDelivery = (head: Buffer, ...unread: Payload[]): Delivery => ({
  head,
  unread,
  listed: false,
  closed: false,
});

/** One value that newer ones replace until it is collected. */
class Present implements Collected {
  readonly #head: Buffer;
  newest: Payload | null = null;

  constructor(head: Buffer) {
    this.#head = head;
  }

  collect(take: Parameters<Collected['collect']>[0]): void {
    if (this.newest) take(this.#head, this.newest);
    this.newest = null;
  }
}

const still: FlushClock = { enter: () => 0, mark() {}, soon() {}, leave() {}, [Symbol.dispose]() {} };

function outbox(unconfirmedBytes = 1_000_000, waitingBytes = 4_000_000) {
  const writes: Buffer[] = [];
  const wire = {
    write: (bytes: Buffer) => writes.push(bytes) > 0,
    backlog: 0,
    overflows: 0,
    overflow: () => void wire.overflows++,
  };
  const box = createOutbox(wire, { clock: still, unconfirmedBytes, waitingBytes, written: () => {} });
  const take = () => readFrames(Buffer.concat(writes.splice(0)));
  return { box, wire, writes, take };
}

const payload = (value: unknown) => toPayload({ data: { value } }, { key: null, stays: false });

describe('an outbox', () => {
  it('writes a window in one go: messages and values, in order, each value once', () => {
    const { box, writes, take } = outbox();
    const present = new Present(nextHead('3'));
    box.follow(present);
    present.newest = payload(3);
    box.list(createDelivery(nextHead('1'), payload(1), payload(2)));
    box.send('{"type":"pong"}');
    box.list(createDelivery(nextHead('2'), payload('ü')));
    box.flush();
    expect(writes).toHaveLength(1);
    expect(texts(take())).toEqual([
      '{"id":"1","type":"next","payload":{"data":{"value":1}}}',
      '{"id":"1","type":"next","payload":{"data":{"value":2}}}',
      '{"type":"pong"}',
      '{"id":"2","type":"next","payload":{"data":{"value":"ü"}}}',
      '{"id":"3","type":"next","payload":{"data":{"value":3}}}',
    ]);
    box.flush();
    expect(writes).toHaveLength(0);
  });

  it('leaves out what was closed after it was listed', () => {
    const { box, take } = outbox();
    const delivery = createDelivery(nextHead('1'), payload(1));
    box.list(delivery);
    delivery.closed = true;
    box.send('{"id":"1","type":"complete"}');
    box.flush();
    expect(texts(take())).toEqual(['{"id":"1","type":"complete"}']);
  });

  it('writes what somebody has who is followed no more before what is sent next, where it is to be kept', () => {
    const { box, take } = outbox();
    const [kept, dropped] = [new Present(nextHead('1')), new Present(nextHead('2'))];
    for (const present of [kept, dropped]) {
      box.follow(present);
      present.newest = payload(1);
    }
    box.unfollow(kept, true);
    box.unfollow(dropped, false);
    kept.newest = payload(2);
    box.send('{"id":"1","type":"complete"}');
    box.flush();
    expect(texts(take())).toEqual([
      '{"id":"1","type":"next","payload":{"data":{"value":1}}}',
      '{"id":"1","type":"complete"}',
    ]);
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
    const present = new Present(nextHead('1'));
    box.follow(present);
    let written = 0;
    for (let value = 0; value < 100; value++) {
      present.newest = payload(value);
      box.flush();
      written += present.newest ? 0 : 1;
    }
    const frames = take();
    expect(written).toBeLessThan(20);
    const marks = frames.filter(({ opcode }) => opcode === 0x89).map(({ data }) => pongMark(data)!);
    expect(marks.length).toBeGreaterThan(0);
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
