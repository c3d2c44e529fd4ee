import { describe, expect, it } from '@jest/globals';
import { createLog } from '@lzstock/kit/log';
import { Registry } from 'prom-client';
import { SimulatedFeed } from '../feed/simulated/simulated-feed.ts';
import { manualClock } from '../manual-clock.ts';
import { Ingest } from './ingest.ts';
import { ingestMetrics } from './ingest-metrics.ts';

const log = createLog({ name: 'test', level: 'silent' });

async function running(at: string, symbols: readonly string[], hours: 'always' | 'exchange' = 'always') {
  const clock = manualClock(at);
  const feed = new SimulatedFeed({ seed: 1, hours, clock });
  const listed = new Set(symbols);
  const metrics = ingestMetrics(new Registry());
  const find = (symbol: string) => (listed.has(symbol) ? { currency: 'USD' } : null);
  const ingest = new Ingest({ feed, find, clock, log, metrics });
  const stop = new AbortController();
  feed.cover(symbols);
  ingest.begin('1');
  feed.start(ingest, stop.signal);
  await clock.pass(0);
  return { clock, feed, ingest, stop };
}

describe('ingest', () => {
  it('makes quotes whose day is that of the feed’s history, from any moment on', async () => {
    const { clock, feed, ingest } = await running('2026-11-23T16:00:30Z', ['NVDA', 'ZZZT']);
    feed.watch(['ZZZT']);
    ingest.follow(['ZZZT']);
    await clock.pass(45_000);
    for (const symbol of ['NVDA', 'ZZZT']) {
      const quote = ingest.quote(symbol);
      const [friday, monday] = await feed.history(symbol, 'DAY', clock.now() - 4 * 86_400_000, clock.now() + 1);
      expect(quote).toMatchObject({ day: monday, previousClose: friday?.close, last: monday?.close, state: 'LIVE' });
      const minute = await feed.history(symbol, 'MINUTE', Date.parse('2026-11-23T16:01:00Z'), clock.now() + 1);
      expect(quote?.minute).toEqual(minute[0]);
    }
  });

  it('ends minutes that are exactly those of the feed, also the one it began in', async () => {
    const { clock, feed, ingest } = await running('2026-11-23T16:00:30Z', ['NVDA']);
    await clock.pass(130_000);
    const [ended] = ingest.takeEnded();
    const start = Date.parse('2026-11-23T16:00:00Z');
    expect(ended).toEqual({
      symbol: 'NVDA',
      interval: 'MINUTE',
      candles: await feed.history('NVDA', 'MINUTE', start, start + 120_000),
    });
    expect(ingest.takeEnded()).toEqual([]);
  });

  it('rolls the trading day at 20:00 in New York', async () => {
    const { clock, feed, ingest } = await running('2026-11-24T00:59:50Z', ['NVDA']);
    const before = ingest.quote('NVDA');
    await clock.pass(20_000);
    const after = ingest.quote('NVDA');
    const [monday, tuesday] = await feed.history('NVDA', 'DAY', Date.parse('2026-11-23T05:00:00Z'), clock.now() + 1);
    expect(after).toMatchObject({ previousClose: monday?.close, day: tuesday });
    expect(before?.day?.close).toBe(monday?.close);
    expect(ingest.takeEnded().filter(({ interval }) => interval === 'DAY')).toEqual([
      { symbol: 'NVDA', interval: 'DAY', candles: [monday] },
    ]);
  });

  it('numbers the quotes of each symbol from 1 in every epoch, and tells all anew in a new one', async () => {
    const { clock, ingest } = await running('2026-11-23T16:00:30Z', ['NVDA', 'AAPL']);
    expect(ingest.takeChanged(10).map(({ epoch, seq }) => [epoch, seq])).toEqual([
      ['1', 1],
      ['1', 1],
    ]);
    expect(ingest.takeChanged(10)).toEqual([]);
    await clock.pass(1_000);
    expect(ingest.takeChanged(1).map(({ seq }) => seq)).toEqual([2]);
    ingest.begin('2');
    expect(ingest.takeChanged(10).map(({ epoch, seq }) => [epoch, seq])).toEqual([
      ['2', 1],
      ['2', 1],
    ]);
  });

  it('calls every quote stale when the source is silent, and live as each speaks again', async () => {
    const { clock, ingest, stop } = await running('2026-11-23T16:00:30Z', ['NVDA', 'AAPL']);
    stop.abort();
    const look = clock.every(500, () => ingest.watchSource());
    await clock.pass(2_000);
    expect(ingest.quote('NVDA')?.state).toBe('LIVE');
    ingest.takeChanged(10);
    await clock.pass(500);
    look[Symbol.dispose]();
    expect(ingest.takeChanged(10).map(({ state }) => state)).toEqual(['STALE', 'STALE']);
    ingest.ticks([{ symbol: 'NVDA', seq: 99, time: clock.now(), price: '182' }]);
    expect([ingest.quote('NVDA')?.state, ingest.quote('AAPL')?.state]).toEqual(['LIVE', 'STALE']);
  });

  it('blames no source for a time in which this process stood still, or before there was anything to tell', async () => {
    const still = await running('2026-11-23T16:00:30Z', ['NVDA']);
    still.stop.abort();
    await still.clock.pass(10_000);
    still.ingest.watchSource();
    expect(still.ingest.quote('NVDA')?.state).toBe('LIVE');
    const empty = await running('2026-11-23T16:00:30Z', []);
    empty.clock.every(500, () => empty.ingest.watchSource());
    await empty.clock.pass(10_000);
    expect(empty.ingest.takeChanged(10)).toEqual([]);
  });

  it('shows the last price of the session while the exchange is closed', async () => {
    const { ingest } = await running('2026-11-22T15:00:00Z', ['NVDA'], 'exchange');
    expect(ingest.quote('NVDA')).toMatchObject({ state: 'CLOSED', asOf: Date.parse('2026-11-21T00:59:59Z') });
    expect(ingest.quote('NVDA')?.day?.close).toBe(18_200_000_000n);
  });
});
