import { describe, expect, it } from '@jest/globals';
import { type Delivery, putEvery } from './delivery.ts';
import { nextHead, type Payload, toPayload } from './frame.ts';

const payload = (value: number): Payload => toPayload({ data: { value } }, { key: null, stays: false });

describe('a delivery of every value', () => {
  it('keeps all in order up to its bound and takes no more', () => {
    const delivery: Delivery = { head: nextHead('1'), unread: [], listed: false, closed: false };
    const all = [1, 2, 3, 4].map(payload);
    expect(all.map((each) => putEvery(delivery, each, 3))).toEqual(['queued', 'queued', 'queued', 'full']);
    expect(delivery.unread).toEqual(all.slice(0, 3));
  });
});
