import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseScaled } from '../quote/scaled.ts';
import { tradingDayOf } from '../session/trading-day.ts';
import { InstrumentBook } from './instrument-book.ts';
import type { Tick } from './tick.ts';

const opens = Date.parse('2026-11-23T20:50:00Z');
const day = tradingDayOf(opens);
const price = (text: string): bigint => parseScaled(text) as bigint;

function tick(seq: number, time: number, dollars: string, size = 1): Tick {
  return { symbol: 'AAPL', seq, time, price: price(dollars), size: BigInt(size), bid: null, ask: null, halted: false };
}

function book(previousClose: string | null = '100'): InstrumentBook {
  const began = new InstrumentBook(
    'AAPL',
    { source: 'test', simulated: false },
    {
      day,
      previousClose: previousClose === null ? null : price(previousClose),
      candle: null,
      since: Number.NEGATIVE_INFINITY,
    },
  );
  began.followMinutes(Math.floor(opens / 60_000) * 60_000, null, opens);
  return began;
}

const all = (of: InstrumentBook) => ({
  minutes: of.takeEndedMinutes(Number.POSITIVE_INFINITY).sort((a, b) => a.openTime - b.openTime),
  day: of.quote('e', 1, true).day,
  last: of.quote('e', 1, true).last,
});

/** The numbers 0 to `count` − 1, none further than `window` from its place. */
const shuffled = (count: number, window: number) =>
  fc.array(fc.nat({ max: window }), { minLength: count, maxLength: count }).map((delays) =>
    delays
      .map((delay, i) => ({ i, place: i + delay }))
      .sort((a, b) => a.place - b.place || b.i - a.i)
      .map(({ i }) => i),
  );

describe('an instrument of ticks that come twice, three times, out of order or a day late', () => {
  it('has the candles and the last price of the clean feed', () => {
    const cents = fc.array(fc.integer({ min: 9_000, max: 11_000 }), { minLength: 2, maxLength: 150 });
    const feeds = cents.chain((prices) =>
      fc.record({
        prices: fc.constant(prices),
        order: shuffled(prices.length, 50),
        copies: fc.array(fc.tuple(fc.nat({ max: prices.length - 1 }), fc.nat({ max: prices.length - 1 })), {
          maxLength: 300,
        }),
      }),
    );
    fc.assert(
      fc.property(feeds, ({ prices, order, copies }) => {
        const ticks = prices.map((p, i) => tick(i + 1, opens + i * 5_000, (p / 100).toFixed(2), i % 7));
        const clean = book();
        for (const each of ticks) clean.add(each, each.time);
        const dirty = book();
        const [extra, dayLate] = [new Map<number, number[]>(), [] as number[]];
        for (const [at, copy] of copies) extra.set(at, [...(extra.get(at) ?? []), copy]);
        order.forEach((which, at) => {
          dirty.add(ticks[which] as Tick, opens);
          for (const copy of extra.get(at) ?? []) {
            if (order.indexOf(copy) <= at) dirty.add(ticks[copy] as Tick, opens);
            else dayLate.push(copy);
          }
        });
        for (const copy of dayLate) expect(dirty.add(ticks[copy] as Tick, opens + 86_400_000)).toBe('duplicate');
        expect(all(dirty)).toEqual(all(clean));
      }),
      { numRuns: 1000 },
    );
  });

  it('tells each verdict', () => {
    const of = book();
    expect(of.add(tick(2, opens, '100'), opens)).toBe('taken');
    expect(of.add(tick(1, opens - 1, '101'), opens)).toBe('late');
    expect(of.add(tick(2, opens, '100'), opens)).toBe('duplicate');
    expect(of.quote('e', 1, true)).toMatchObject({ last: price('100') });
    expect(of.quote('e', 1, true).day).toMatchObject({
      open: price('101'),
      high: price('101'),
      close: price('100'),
      volume: 2n,
    });
  });
});

describe('a trading day of ticks', () => {
  it('keeps the close of regular trading while trading goes on after it, and begins anew at 20:00', () => {
    const of = book();
    of.add(tick(1, day.closesAt - 1_000, '101'), opens);
    of.add(tick(2, day.closesAt, '105'), opens);
    expect(of.quote('e', 1, true)).toMatchObject({ last: price('105'), previousClose: price('100') });
    expect(of.quote('e', 1, true).day).toMatchObject({ close: price('101'), high: price('105'), volume: 2n });
    of.add(tick(3, day.endsAt, '106', 9), opens);
    expect(of.quote('e', 1, true)).toMatchObject({ last: price('106'), previousClose: price('101') });
    expect(of.quote('e', 1, true).day).toMatchObject({ open: price('106'), low: price('106'), volume: 9n });
    expect(of.takeEndedDays()).toHaveLength(1);
    of.add(tick(5, day.endsAt + 5, '107'), opens);
    of.add(tick(4, day.endsAt - 5, '90'), opens);
    expect(of.quote('e', 1, true)).toMatchObject({
      last: price('107'),
      previousClose: price('101'),
      day: { low: price('106') },
    });
  });

  it('does not count again what it began with', () => {
    const candle = { openTime: 0, open: 5n, high: 9n, low: 4n, close: 6n, volume: 50n, simulated: false };
    const of = new InstrumentBook(
      'AAPL',
      { source: 'test', simulated: false },
      { day, previousClose: null, candle, since: opens + 1 },
    );
    of.add({ ...tick(1, opens, '0.00000006'), size: 50n }, opens);
    expect(of.quote('e', 1, true)).toMatchObject({ last: 6n, day: { volume: 50n } });
    of.add({ ...tick(2, opens + 1, '0.00000007'), size: 3n }, opens);
    expect(of.quote('e', 1, true).day).toMatchObject({ open: 5n, close: 7n, volume: 53n });
  });
});

describe('a price that cannot be', () => {
  it('is not believed, and the next good one is', () => {
    const of = book();
    expect(of.add(tick(1, opens, '100'), opens)).toBe('taken');
    expect(of.add(tick(2, opens + 1, '1000'), opens)).toBe('implausible');
    expect(of.add(tick(3, opens + 2, '10'), opens)).toBe('implausible');
    expect(of.add(tick(4, opens + 3, '101'), opens)).toBe('taken');
    expect(of.quote('e', 1, true).day).toMatchObject({ high: price('101'), low: price('100') });
  });

  it('is believed when it comes three times, as behind a split', () => {
    const of = book();
    of.add(tick(1, opens, '100'), opens);
    expect(of.add(tick(2, opens + 1, '10'), opens)).toBe('implausible');
    expect(of.add(tick(2, opens + 1, '10'), opens)).toBe('duplicate');
    expect(of.add(tick(3, opens + 2, '10.1'), opens)).toBe('implausible');
    expect(of.add(tick(4, opens + 3, '9.9'), opens)).toBe('taken');
    expect(of.quote('e', 1, true).last).toBe(price('9.9'));
  });
});

describe('the state of a quote', () => {
  it('is live, stale until the next tick, halted or closed', () => {
    const of = book();
    of.add(tick(1, opens, '100'), opens);
    expect(of.quote('e', 1, true).state).toBe('LIVE');
    expect(of.quote('e', 1, false).state).toBe('CLOSED');
    of.markStale();
    expect(of.quote('e', 1, true).state).toBe('STALE');
    of.add({ ...tick(2, opens, '100'), halted: true }, opens);
    expect(of.quote('e', 1, true).state).toBe('HALTED');
    of.add(tick(3, opens, '100'), opens);
    expect(of.quote('e', 1, true).state).toBe('LIVE');
  });
});
