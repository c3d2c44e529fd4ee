import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Letter, parseLetter } from './letter.ts';
import { sift } from './sift.ts';

const letter = (position: number, epoch = 1, first?: true): Letter<null> => ({
  epoch,
  position,
  key: 'k',
  recordedAt: '2026-01-01T00:00:00.000Z',
  event: null,
  ...(first ? { first } : {}),
});
const letters = (...positions: number[]) => positions.map((position) => letter(position));
const positions = (fresh: readonly Letter<null>[]) => fresh.map(({ position }) => position);

describe('sift', () => {
  it('takes what follows and passes over what was applied', () => {
    const sifted = sift({ epoch: 1, position: 3 }, letters(2, 3, 4, 4, 5));
    expect(positions(sifted.fresh)).toEqual([4, 5]);
    expect(sifted).toMatchObject({ duplicates: 3, hole: false, lost: 0, mark: { epoch: 1, position: 5 } });
  });

  it('takes nothing beyond a hole', () => {
    const sifted = sift({ epoch: 1, position: 3 }, letters(4, 6, 7));
    expect(positions(sifted.fresh)).toEqual([4]);
    expect(sifted).toMatchObject({ hole: true, mark: { epoch: 1, position: 4 } });
  });

  it('sees no hole where a replay filled it in the same batch', () => {
    const sifted = sift({ epoch: 1, position: 3 }, letters(6, 4, 5, 6));
    expect(positions(sifted.fresh)).toEqual([4, 5, 6]);
    expect(sifted.hole).toBe(false);
  });

  it('begins anew with a later epoch and ignores an earlier one', () => {
    const known = { epoch: 2, position: 9 };
    expect(sift(known, [letter(1, 3), letter(2, 3), letter(10, 2)])).toMatchObject({
      duplicates: 1,
      mark: { epoch: 3, position: 2 },
    });
    expect(sift(known, [letter(10, 1)])).toMatchObject({ fresh: [], mark: known, hole: false });
    expect(sift(known, [letter(2, 3)])).toMatchObject({ fresh: [], mark: known, hole: true });
  });

  it('accepts the first one kept and counts what is gone, unless it never had any', () => {
    expect(sift({ epoch: 1, position: 3 }, [letter(10, 1, true)])).toMatchObject({
      lost: 6,
      mark: { epoch: 1, position: 10 },
    });
    expect(sift({ epoch: 0, position: 0 }, [letter(10, 1, true)])).toMatchObject({ lost: 0, hole: false });
  });

  it('applies every event exactly once and in order, however letters repeat, jump and drop, once they are replayed', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30 }),
        fc.array(fc.array(fc.integer({ min: 1, max: 30 }))),
        (last, batches) => {
          let mark = { epoch: 1, position: 0 };
          const applied: number[] = [];
          const feed = (batch: readonly number[]) => {
            const sifted = sift(mark, letters(...batch.filter((position) => position <= last)));
            applied.push(...positions(sifted.fresh));
            mark = sifted.mark;
            return sifted.hole;
          };
          for (const batch of batches) {
            const hole = feed(batch);
            const missing = Array.from({ length: last - mark.position }, (_, i) => mark.position + 1 + i);
            if (hole && missing.length > 1) feed(missing.slice(0, -1));
          }
          feed(Array.from({ length: last }, (_, i) => i + 1));
          expect(applied).toEqual(Array.from({ length: last }, (_, i) => i + 1));
        },
      ),
    );
  });
});

describe('parseLetter', () => {
  it('reads what the relay writes and nothing else', () => {
    expect(parseLetter(JSON.stringify(letter(7)))).toEqual(letter(7));
    for (const text of ['', '{', 'null', '7', '{}', '{"epoch":1,"position":"1","key":"k"}', '{"epoch":1,"position":1}'])
      expect(parseLetter(text)).toBeNull();
  });
});
