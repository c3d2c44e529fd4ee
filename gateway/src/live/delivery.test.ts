import { describe, expect, it } from '@jest/globals';
import { type Delivery, putEvery, putNewest } from './delivery.ts';
import { nextHead, type Payload, toPayload } from './frame.ts';

const payload = (value: number, announcesGap = false): Payload =>
  toPayload({ data: { value } }, { key: null, announcesGap });

const createDelivery = (head: Buffer): Delivery => ({
  head,
  newest: null,
  earlier: null,
  listed: false,
  closed: false,
});

const unread = ({ earlier, newest }: Delivery): number[] =>
  [...(earlier ?? []), ...(newest ? [newest] : [])].map(
    ({ bytes }) => JSON.parse(bytes.toString().slice(0, -1)).data.value,
  );

describe('a delivery of newest values', () => {
  it('keeps one unread value, the newest, and says when one gave way', () => {
    const delivery = createDelivery(nextHead('1'));
    expect([1, 2, 3].map((value) => putNewest(delivery, payload(value)))).toEqual(['queued', 'conflated', 'conflated']);
    expect(unread(delivery)).toEqual([3]);
  });

  it('keeps values that announce a gap until they are read, in order', () => {
    const delivery = createDelivery(nextHead('1'));
    for (const [value, gap] of [
      [1, true],
      [2, false],
      [3, false],
      [4, true],
      [5, false],
    ] as const)
      putNewest(delivery, payload(value, gap));
    expect(unread(delivery)).toEqual([1, 4, 5]);
  });

  it('is bounded even where every value announces a gap', () => {
    const delivery = createDelivery(nextHead('1'));
    for (let value = 0; value < 100; value++) putNewest(delivery, payload(value, true));
    expect(unread(delivery)).toHaveLength(8);
    expect(unread(delivery).at(-1)).toBe(99);
  });
});

describe('a delivery of every value', () => {
  it('keeps all in order up to its bound and takes no more', () => {
    const delivery = createDelivery(nextHead('1'));
    expect([1, 2, 3, 4].map((value) => putEvery(delivery, payload(value), 3))).toEqual([
      'queued',
      'queued',
      'queued',
      'full',
    ]);
    expect(unread(delivery)).toEqual([1, 2, 3]);
  });
});
