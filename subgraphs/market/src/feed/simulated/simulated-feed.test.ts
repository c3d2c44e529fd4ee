import { describe, expect, it } from '@jest/globals';
import { CandleBuilder } from '../../candle/candle-builder.ts';
import { readTick, type Tick } from '../../ingest/tick.ts';
import { type ManualClock, manualClock } from '../../manual-clock.ts';
import { parseScaled } from '../../quote/scaled.ts';
import { feedSuite } from '../feed.suite.ts';
import type { RawTick } from '../feed.ts';
import { SimulatedFeed } from './simulated-feed.ts';

const monday = '2026-11-23T15:00:00.000Z';
const sunday = '2026-11-22T15:00:00.000Z';

feedSuite('simulated (around the clock)', {
  at: sunday,
  open: (clock) => new SimulatedFeed({ seed: 1, hours: 'always', clock }),
});
feedSuite('simulated (exchange hours)', {
  at: monday,
  open: (clock) => new SimulatedFeed({ seed: 1, hours: 'exchange', clock }),
});

function run(clock: ManualClock, hours: 'always' | 'exchange', symbols: string[]) {
  const feed = new SimulatedFeed({ seed: 1, hours, clock });
  const ticks: RawTick[] = [];
  feed.cover(symbols);
  feed.start({ ticks: (batch) => ticks.push(...(batch as RawTick[])) }, new AbortController().signal);
  return { feed, ticks };
}

describe('the simulated feed', () => {
  it('builds the very candles of its history from its ticks', async () => {
    const clock = manualClock('2026-11-23T14:30:00.000Z');
    const { feed, ticks } = run(clock, 'always', ['ZZZT']);
    feed.watch(['ZZZT']);
    await clock.pass(180_000);
    const start = Date.parse('2026-11-23T14:31:00.000Z');
    const builder = new CandleBuilder({ openTime: start, simulated: true });
    for (const raw of ticks) {
      const tick = readTick(raw, () => ({ currency: null }), clock.now()) as Tick;
      if (tick.price !== null && tick.time >= start && tick.time < start + 60_000)
        builder.add({ ...tick, price: tick.price });
    }
    expect(await feed.history('ZZZT', 'MINUTE', start, start + 60_000)).toEqual([builder.candle]);
  });

  it('goes on after a restart where it would have been', async () => {
    const clock = manualClock(sunday);
    const first = run(clock, 'always', ['NVDA']);
    await clock.pass(30_000);
    const again = run(manualClock(Date.parse(sunday) + 30_000), 'always', ['NVDA']);
    const { seq: _, size: __, ...last } = first.ticks.at(-1) as RawTick;
    expect(again.ticks[0]).toMatchObject(last);
  });

  it('ticks two thousand instruments once in the first seconds and again every minute', async () => {
    const symbols = Array.from({ length: 2_000 }, (_, i) => `Q${i}`);
    const clock = manualClock(sunday);
    const { ticks } = run(clock, 'always', symbols);
    await clock.pass(2_500);
    expect(new Set(ticks.map((tick) => tick.symbol)).size).toBe(2_000);
    ticks.length = 0;
    await clock.pass(60_500);
    expect(new Set(ticks.map((tick) => tick.symbol)).size).toBe(2_000);
    expect(ticks.length).toBeLessThan(2_200);
  });

  it('outside the hours of the exchange gives each instrument its last trade, and nothing more', async () => {
    const clock = manualClock(sunday);
    const { feed, ticks } = run(clock, 'exchange', ['NVDA', 'ZZZT']);
    await clock.pass(60_000);
    expect(ticks.map((tick) => [tick.symbol, new Date(tick.time).toISOString()])).toEqual([
      ['NVDA', '2026-11-21T00:59:59.000Z'],
      ['ZZZT', '2026-11-21T00:59:59.000Z'],
    ]);
    expect(feed.trades(clock.now())).toBe(false);
    const [friday] = await feed.history('NVDA', 'DAY', clock.now() - 3 * 86_400_000, clock.now());
    expect(friday?.close).toBe(parseScaled('182'));
  });

  it('writes its prices in dollars', () => {
    const { ticks } = run(manualClock('2026-11-20T20:59:59.000Z'), 'always', ['NVDA']);
    expect(ticks[0]).toMatchObject({ symbol: 'NVDA', price: '182.0000', currency: 'USD' });
  });
});
