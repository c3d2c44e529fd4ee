import { describe, expect, it } from '@jest/globals';
import { duringCut, type Hole, judgeHole } from './hole.ts';

const hole = (more: Partial<Hole>): Hole => ({
  symbol: 'S000',
  epoch: '1',
  seq: 10,
  nextEpoch: '1',
  nextSeq: 15,
  gap: null,
  ...more,
});
const gap = (from: number | null, to: number | null) => ({ from, to, reason: 'CONNECTION_LOST' });
const lost = (...seqs: number[]) => {
  return (_: string, __: string, seq: number) => seqs.includes(seq);
};

describe('a hole', () => {
  it('whose values all reached the gateway is conflation and needs no announcement', () => {
    expect(judgeHole(hole({}), lost())).toEqual({ conflated: 4, lost: 0, announced: true });
  });

  it('with a lost value and no word of it is not announced', () => {
    expect(judgeHole(hole({}), lost(12))).toEqual({ conflated: 3, lost: 1, announced: false });
  });

  it('is announced where the gap holds every lost value, whatever was conflated beside it', () => {
    expect(judgeHole(hole({ gap: gap(12, 13) }), lost(12, 13))).toEqual({ conflated: 2, lost: 2, announced: true });
    expect(judgeHole(hole({ gap: gap(12, 12) }), lost(12, 13)).announced).toBe(false);
    expect(judgeHole(hole({ gap: gap(null, null) }), lost(11, 12, 13, 14)).announced).toBe(true);
  });

  it('between two epochs is a loss that must be announced', () => {
    expect(judgeHole(hole({ nextEpoch: '2', nextSeq: 1 }), lost())).toEqual({
      conflated: 0,
      lost: 1,
      announced: false,
    });
    expect(judgeHole(hole({ nextEpoch: '2', nextSeq: 1, gap: gap(null, null) }), lost()).announced).toBe(true);
  });
});

it('a cut lasts until the way has settled again', () => {
  const cuts = [{ way: 'Redis', from: 10_000, to: 12_000 }];
  expect([9_000, 9_600, 11_000, 15_900, 16_100].map((at) => duringCut(cuts, at, 4_000))).toEqual([
    ...[false, true, true, true, false],
  ]);
});
