import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { gapBetween, isNewer, joinGaps, shownAt, type TradedQuote } from './quote.ts';
import { fromWire, toWire } from './quote-wire.ts';

const quote = (epoch: string, seq: number, more: Partial<TradedQuote> = {}): TradedQuote => ({
  symbol: 'AAPL',
  last: 1n,
  previousClose: null,
  bid: null,
  ask: null,
  day: null,
  minute: null,
  asOf: 5,
  receivedAt: 6,
  source: 'test',
  state: 'LIVE',
  simulated: false,
  epoch,
  seq,
  trades: [],
  ...more,
});

describe('a quote', () => {
  it('is newer by its epoch, then by its number', () => {
    expect(isNewer(quote('b', 1), quote('a', 9))).toBe(true);
    expect(isNewer(quote('a', 9), quote('b', 1))).toBe(false);
    expect(isNewer(quote('a', 2), quote('a', 1))).toBe(true);
    expect(isNewer(quote('a', 1), quote('a', 1))).toBe(false);
  });

  it('tells a gap behind a new epoch or a loss, never where newer values merely replaced others', () => {
    expect(gapBetween(quote('a', 1), quote('a', 5), false)).toBeNull();
    expect(gapBetween(quote('a', 1), quote('a', 5), true)).toEqual({ from: 2, to: 4, reason: 'CONNECTION_LOST' });
    expect(gapBetween(quote('a', 1), quote('a', 2), true)).toBeNull();
    expect(gapBetween(quote('a', 1), quote('b', 1), true)).toEqual({ from: null, to: null, reason: 'NEW_EPOCH' });
  });

  it('whose gap is told late has every one before it in it', () => {
    const lost = (from: number, to: number) => ({ from, to, reason: 'CONNECTION_LOST' as const });
    const unknown = { from: null, to: null, reason: 'NEW_EPOCH' as const };
    expect(joinGaps(null, lost(2, 3))).toEqual(lost(2, 3));
    expect(joinGaps(lost(2, 3), lost(6, 8))).toEqual(lost(2, 8));
    expect(joinGaps(lost(2, 3), unknown)).toEqual(unknown);
    expect(joinGaps(unknown, lost(6, 8))).toEqual(unknown);
    const slow = { from: null, to: null, reason: 'TOO_SLOW' as const };
    expect([joinGaps(null, slow), joinGaps(slow, slow)]).toEqual([slow, slow]);
    expect([joinGaps(lost(2, 3), slow), joinGaps(slow, lost(2, 3))]).toEqual([lost(2, 3), lost(2, 3)]);
    expect([joinGaps(unknown, slow), joinGaps(slow, unknown)]).toEqual([unknown, unknown]);
  });

  it('is stale when it claims to be live and was not renewed for too long', () => {
    expect(shownAt(quote('a', 1), 106, 100).state).toBe('LIVE');
    expect(shownAt(quote('a', 1), 107, 100).state).toBe('STALE');
    expect(shownAt(quote('a', 1, { state: 'CLOSED' }), 1e9, 100).state).toBe('CLOSED');
  });

  it('comes back from the wire as it was', () => {
    const amount = fc.bigInt({ min: 1n, max: 10n ** 18n });
    const candle = fc.record({
      openTime: fc.nat(),
      open: amount,
      high: amount,
      low: amount,
      close: amount,
      volume: amount,
    });
    const optional = fc.option(amount);
    fc.assert(
      fc.property(
        optional,
        optional,
        fc.option(candle),
        fc.option(candle),
        fc.boolean(),
        fc.array(fc.record({ number: fc.nat(), price: amount, size: amount, time: fc.nat() })),
        (last, bid, day, minute, simulated, trades) => {
          const sent = quote('a', 3, {
            last,
            bid,
            simulated,
            trades,
            day: day && { ...day, simulated },
            minute: minute && { ...minute, simulated },
          });
          expect(fromWire(JSON.parse(JSON.stringify(toWire(sent))))).toEqual(sent);
        },
      ),
    );
  });
});
