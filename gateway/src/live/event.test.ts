import { describe, expect, it } from '@jest/globals';
import { asPresent, isOlder, isSame, type LiveEvent, markStale, readEvent } from './event.ts';
import type { Readings } from './readings.ts';

const readings = {
  root: 'now',
  names: { key: 'live_key', seq: 'live_seq', epoch: 'live_epoch', gap: 'live_gap', keep: 'live_keep' },
  statePaths: [
    ['now', 'mood'],
    ['now', 'many', 'mood'],
  ],
  keepPaths: [
    ['now', 'alarms'],
    ['now', 'again', 'alarms'],
  ],
  nothingKept: [],
} as unknown as Readings;

const event = (epoch: string | null, seq: number | null, more: object = {}): LiveEvent =>
  readEvent({ data: { now: { live_key: 'a', live_epoch: epoch, live_seq: seq, mood: 'FRESH', ...more } } }, readings);

describe('an event', () => {
  it('tells its element, order and gap under the names that were added for them', () => {
    expect(event('r1', 3, { live_gap: { from: 1 } })).toMatchObject({
      key: 'a',
      epoch: 'r1',
      seq: 3,
      announcesGap: true,
    });
    expect(event('r1', 3, { live_gap: null }).announcesGap).toBe(false);
    expect(readEvent({ data: null }, readings)).toMatchObject({ key: null, epoch: null, seq: null });
    expect(readEvent({ data: { now: [1] } }, readings).key).toBeNull();
  });

  it.each([
    [{ live_gap: { from: 1 } }, true],
    [{ live_keep: [1] }, true],
    [{ live_keep: {} }, true],
    [{ live_keep: [] }, false],
    [{ live_keep: null, live_gap: null }, false],
  ])('with %j stays until it was read: %s', (more, stays) => {
    expect(event('r1', 3, more).stays).toBe(stays);
  });

  it('told as the present is without what must pass, and stays as it was itself', () => {
    const told = event('r1', 1, { live_keep: [1], alarms: [1], again: [{ alarms: [1] }, null] });
    const present = asPresent(told, readings);
    expect(present.result.data?.now).toMatchObject({ alarms: [], again: [{ alarms: [] }, null] });
    expect([present.stays, told.stays, told.result.data?.now]).toEqual([
      false,
      true,
      expect.objectContaining({ alarms: [1] }),
    ]);
    expect(asPresent(present, readings)).toBe(present);
  });

  it.each([
    ['r1', 2, 'r1', 3, true],
    ['r1', 3, 'r1', 3, false],
    ['r1', 4, 'r1', 3, false],
    ['r1', 9, 'r2', 1, true],
    ['r2', 1, 'r1', 9, false],
    [null, 2, null, 3, true],
    [null, null, 'r1', 3, false],
  ] as const)('%s/%s is older than %s/%s: %s', (epoch, seq, lastEpoch, lastSeq, older) => {
    expect(isOlder(event(epoch, seq), event(lastEpoch, lastSeq))).toBe(older);
  });

  it('is the same as another only where it is numbered and says the same', () => {
    expect(isSame(event('r1', 1), event('r1', 1))).toBe(true);
    expect(isSame(event('r1', 1, { mood: 'OLD' }), event('r1', 1))).toBe(false);
    expect(isSame(event(null, null), event(null, null))).toBe(false);
  });

  it('is marked stale wherever its state is written, lists included, and stays as it was itself', () => {
    const fresh = event('r1', 1, { many: [{ mood: 'FRESH' }, null, { other: 1 }] });
    const stale = markStale(fresh, readings, { field: 'mood', value: 'OLD' });
    expect(stale.result.data?.now).toMatchObject({ mood: 'OLD', many: [{ mood: 'OLD' }, null, { other: 1 }] });
    expect(fresh.result.data?.now).toMatchObject({ mood: 'FRESH' });
    expect(markStale(fresh, readings, null)).toBe(fresh);
  });
});
