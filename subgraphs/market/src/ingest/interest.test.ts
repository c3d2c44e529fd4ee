import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Interest } from './interest.ts';

function listened(interest: Interest) {
  const wanted = new Set<string>();
  interest.listen({
    wanted(symbols) {
      for (const symbol of symbols) {
        expect(wanted.has(symbol)).toBe(false);
        wanted.add(symbol);
      }
    },
    unwanted(symbols) {
      for (const symbol of symbols) expect(wanted.delete(symbol)).toBe(true);
    },
  });
  return wanted;
}

describe('interest', () => {
  it('begins with the first who wants and ends with the last', () => {
    const interest = new Interest();
    const wanted = listened(interest);
    const first = interest.hold(['A', 'B']);
    const second = interest.hold(['B', 'C']);
    expect([first.fresh, second.fresh]).toEqual([['A', 'B'], ['C']]);
    interest.told('other', ['C', 'D'], true, 0);
    first[Symbol.dispose]();
    first[Symbol.dispose]();
    second[Symbol.dispose]();
    expect([...wanted]).toEqual(['C', 'D']);
    interest.told('other', ['D', 'E'], true, 5);
    interest.told('other', ['F'], false, 5);
    expect([...wanted].sort()).toEqual(['D', 'E', 'F']);
    interest.expire(6);
    expect([interest.size, wanted.size]).toEqual([0, 0]);
  });

  it('is told as it stands to who listens late', () => {
    const interest = new Interest();
    interest.hold(['A']);
    expect([...listened(interest)]).toEqual(['A']);
  });

  it('returns to nothing whatever happened', () => {
    const symbol = fc.constantFrom('A', 'B', 'C');
    const step = fc.oneof(
      fc.record({ kind: fc.constant('hold' as const), symbols: fc.uniqueArray(symbol) }),
      fc.record({ kind: fc.constant('leave' as const), which: fc.nat({ max: 9 }) }),
      fc.record({
        kind: fc.constant('told' as const),
        from: fc.constantFrom('x', 'y'),
        symbols: fc.array(symbol),
        whole: fc.boolean(),
      }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const interest = new Interest();
        const wanted = listened(interest);
        const holds: Disposable[] = [];
        for (const each of steps) {
          if (each.kind === 'hold') holds.push(interest.hold(each.symbols));
          if (each.kind === 'leave') holds[each.which]?.[Symbol.dispose]();
          if (each.kind === 'told') interest.told(each.from, each.symbols, each.whole, 0);
          expect(wanted.size).toBe(interest.size);
        }
        for (const hold of holds) hold[Symbol.dispose]();
        interest.expire(Number.POSITIVE_INFINITY);
        expect([wanted.size, interest.size, interest.own.length]).toEqual([0, 0, 0]);
      }),
    );
  });
});
