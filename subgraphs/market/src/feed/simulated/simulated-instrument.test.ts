import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type TradingDay, tradingDayAt, tradingDayOf } from '../../session/trading-day.ts';
import { shapeOf, type TradingHours } from './day-shape.ts';
import { referenceDay, type SimulatedCandle, SimulatedInstrument } from './simulated-instrument.ts';

const on = (date: string): TradingDay => tradingDayOf(Date.parse(`${date}T15:00:00Z`));
const sampled = { numRuns: 5 };
const anyDay = fc.integer({ min: 6000, max: referenceDay().index + 200 }).map(tradingDayAt);
const anySymbol = fc.constantFrom('NVDA', 'AAPL', 'BRK.A', 'ZZZT', 'QQQQX', 'A');
const anyHours = fc.constantFrom<TradingHours>('always', 'exchange');

function together(minutes: readonly SimulatedCandle[], day: TradingDay): SimulatedCandle {
  const regular = minutes.filter((minute) => minute.openTime < day.closesAt);
  return {
    openTime: day.startsAt,
    open: minutes[0]!.open,
    high: Math.max(...minutes.map((minute) => minute.high)),
    low: Math.min(...minutes.map((minute) => minute.low)),
    close: regular.at(-1)!.close,
    volume: minutes.reduce((sum, minute) => sum + minute.volume, 0),
  };
}

describe('an instrument of the simulated exchange', () => {
  it('costs what its reference says at the reference close', () => {
    const { closesAt } = referenceDay();
    expect(new SimulatedInstrument('NVDA', 7, 'always').price(closesAt - 1)).toBe(1_820_000);
    expect(new SimulatedInstrument('AAPL', 8, 'exchange').price(closesAt - 1)).toBe(2_700_000);
  });

  it('has day candles that are exactly those of its minutes', () => {
    fc.assert(
      fc.property(anySymbol, fc.nat(), anyHours, anyDay, (symbol, seed, hours, day) => {
        const instrument = new SimulatedInstrument(symbol, seed, hours);
        const minutes = instrument.minuteCandles(day, day.startsAt, day.endsAt);
        expect(instrument.dayCandle(day, day.endsAt)).toEqual(together(minutes, day));
      }),
      sampled,
    );
  });

  it.each(['2026-11-27', '2026-03-09', '2026-11-02', '2012-10-31'])('keeps that on the odd day %s', (date) => {
    for (const hours of ['always', 'exchange'] as const) {
      const day = on(date);
      const instrument = new SimulatedInstrument('MSFT', 3, hours);
      const minutes = instrument.minuteCandles(day, day.startsAt, day.endsAt);
      expect(instrument.dayCandle(day, day.endsAt)).toEqual(together(minutes, day));
    }
  });

  it('has a candle in progress that equals the trades so far', () => {
    fc.assert(
      fc.property(
        anySymbol,
        fc.nat(),
        anyDay,
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        (symbol, seed, day, share) => {
          const instrument = new SimulatedInstrument(symbol, seed, 'always');
          const to = Math.floor(day.startsAt + share * (day.endsAt - day.startsAt));
          const minutes = instrument.minuteCandles(day, day.startsAt, to);
          expect(instrument.dayCandle(day, to)).toEqual(together(minutes, day));
          expect(instrument.price(to - 1)).toBe(minutes.at(-1)!.close);
          expect(instrument.volume(to - 1)).toBe(together(minutes, day).volume);
        },
      ),
      sampled,
    );
  });

  it.each([
    ['AAPL', 8, '2015-05-22'],
    ['NVDA', 1673672927, '2020-09-08'],
  ])('keeps that where %s (seed %d) has just passed a turn on %s', (symbol, seed, date) => {
    const day = tradingDayOf(Date.parse(`${date}T16:00:00Z`));
    const instrument = new SimulatedInstrument(symbol, seed, 'always');
    for (let to = day.startsAt + 1_000; to < day.startsAt + 3_600_000; to += 30_500)
      expect(instrument.dayCandle(day, to)).toEqual(together(instrument.minuteCandles(day, day.startsAt, to), day));
  });

  it('has minutes that are made of the prices of its seconds', () => {
    fc.assert(
      fc.property(anySymbol, fc.nat(), anyDay, fc.nat({ max: 1439 }), (symbol, seed, day, offset) => {
        const instrument = new SimulatedInstrument(symbol, seed, 'always');
        const from = day.endsAt - 86_400_000 + offset * 60_000;
        if (from < day.startsAt) return;
        const prices = Array.from({ length: 60 }, (_, second) => instrument.price(from + second * 1000));
        const [minute] = instrument.minuteCandles(day, from, from + 60_000);
        expect(minute).toMatchObject({
          open: prices[0],
          close: prices[59],
          high: Math.max(...prices),
          low: Math.min(...prices),
        });
      }),
      sampled,
    );
  });

  it('answers the same whatever was asked before', () => {
    const asked = fc.array(fc.tuple(anyDay, fc.nat({ max: 80_000 })), { minLength: 2, maxLength: 12 });
    fc.assert(
      fc.property(anySymbol, fc.nat(), asked, (symbol, seed, instants) => {
        const used = new SimulatedInstrument(symbol, seed, 'always');
        for (const [day, second] of instants) {
          const at = day.endsAt - 1000 - second * 1000;
          expect(used.price(at)).toBe(new SimulatedInstrument(symbol, seed, 'always').price(at));
        }
      }),
      sampled,
    );
  });

  it('differs by seed and by symbol', () => {
    const at = Date.parse('2026-11-23T15:00:00Z');
    const prices = [1, 2, 3].flatMap((seed) =>
      ['AAAA', 'AAAB'].map((s) => new SimulatedInstrument(s, seed, 'always').price(at)),
    );
    expect(new Set(prices).size).toBe(prices.length);
  });

  it('quotes a bid below and an ask above its price, at any level', () => {
    for (const symbol of ['BRK.A', 'NVDA', 'ZZZT']) {
      const instrument = new SimulatedInstrument(symbol, 1, 'always');
      for (let i = 0; i < 200; i++) {
        const at = Date.parse('2026-11-23T15:00:00Z') + i * 500;
        const price = instrument.price(at);
        const { bid, ask } = instrument.quote(at, price);
        expect(bid > 0 && bid < price && price < ask).toBe(true);
      }
    }
  });

  it('moves about as much a day as its reference says, and now and then leaps', () => {
    const instrument = new SimulatedInstrument('AAPL', 5, 'always');
    const closes = Array.from({ length: 400 }, (_, i) =>
      instrument.price(tradingDayAt(referenceDay().index - i).closesAt - 1),
    );
    const returns = closes.slice(1).map((close, i) => Math.log((closes[i] as number) / close));
    const deviation = Math.sqrt(returns.reduce((sum, r) => sum + r * r, 0) / returns.length);
    expect(deviation).toBeGreaterThan(0.012);
    expect(deviation).toBeLessThan(0.022);
  });
});

describe('the shape of a day', () => {
  it('has knots at whole seconds, at least three apart, on every kind of day', () => {
    const wrong: string[] = [];
    for (let index = 1; index < 12_800; index++) {
      const day = tradingDayAt(index);
      const { time } = shapeOf(day, 'always');
      for (let i = 1; i < time.length; i++) if (time[i]! - time[i - 1]! < 3) wrong.push(`${day.date} ${i}`);
    }
    expect(wrong).toEqual([]);
  });

  it('is busier at the open and the close than at noon', () => {
    const { volume, time } = shapeOf(on('2026-11-23'), 'always');
    const near = (minute: number): number => {
      const second = (on('2026-11-23').opensAt - on('2026-11-23').startsAt) / 1000 + minute * 60;
      const at = (wanted: number): number => volume[time.findIndex((t) => t >= wanted)] as number;
      return at(second + 1800) - at(second);
    };
    expect(near(0)).toBeGreaterThan(2 * near(180));
    expect(near(359)).toBeGreaterThan(2 * near(180));
  });
});
