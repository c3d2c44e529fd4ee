import { describe, expect, it } from '@jest/globals';
import { readTick, type Tick } from '../ingest/tick.ts';
import { type ManualClock, manualClock } from '../manual-clock.ts';
import type { Feed, FeedSink } from './feed.ts';

/** What every feed keeps, whatever its source. `open` gives one on a day its market trades. */
export function feedSuite(
  name: string,
  options: { readonly at: string; readonly open: (clock: ManualClock) => Feed },
): void {
  function run(symbols: readonly string[]) {
    const clock = manualClock(options.at);
    const feed = options.open(clock);
    const ticks: Tick[] = [];
    const faults: string[] = [];
    const sink: FeedSink = {
      ticks(batch) {
        for (const raw of batch) {
          const tick = readTick(raw, () => ({ currency: 'USD' }), clock.now());
          if (typeof tick === 'string') faults.push(tick);
          else ticks.push(tick);
        }
      },
    };
    const stop = new AbortController();
    feed.cover(symbols);
    feed.start(sink, stop.signal);
    return { clock, feed, ticks, faults, stop };
  }

  describe(`the ${name} feed`, () => {
    it('sends nothing that ingest would set aside, numbered by one for each symbol', async () => {
      const { clock, feed, ticks, faults } = run(['NVDA', 'AAPL', 'ZZZT', 'BRK.A']);
      feed.watch(['NVDA', 'ZZZT']);
      await clock.pass(20_000);
      expect(faults).toEqual([]);
      for (const symbol of ['NVDA', 'AAPL', 'ZZZT', 'BRK.A']) {
        const seqs = ticks.filter((tick) => tick.symbol === symbol).map((tick) => tick.seq);
        expect(seqs).toEqual(seqs.map((_, i) => i + 1));
        expect(seqs.length).toBeGreaterThan(0);
      }
    });

    it('ticks a symbol at once when it becomes watched', async () => {
      const { clock, feed, ticks } = run(['ZZZT', 'YYYT']);
      await clock.pass(10_000);
      ticks.length = 0;
      feed.watch(['ZZZT']);
      expect(ticks.map((tick) => tick.symbol)).toEqual(['ZZZT']);
    });

    it('goes on for a second watcher when the first leaves, and slows down when both have', async () => {
      const { clock, feed, ticks } = run(['ZZZT']);
      feed.watch(['ZZZT']);
      feed.watch(['ZZZT']);
      feed.unwatch(['ZZZT']);
      await clock.pass(5_000);
      const watched = ticks.length;
      expect(watched).toBeGreaterThan(4);
      feed.unwatch(['ZZZT']);
      await clock.pass(5_000);
      expect(ticks.length - watched).toBeLessThan(watched / 2);
    });

    it('never ticks what it does not cover', async () => {
      const { clock, feed, ticks } = run(['AAPL', 'ZZZT']);
      feed.watch(['NONE', 'ZZZT']);
      feed.cover(['AAPL']);
      await clock.pass(100);
      ticks.length = 0;
      await clock.pass(5_000);
      expect(new Set(ticks.map((tick) => tick.symbol))).toEqual(new Set(['AAPL']));
    });

    it('is silent once stopped', async () => {
      const { clock, ticks, stop } = run(['NVDA']);
      await clock.pass(2_000);
      stop.abort();
      ticks.length = 0;
      await clock.pass(10_000);
      expect(ticks).toEqual([]);
    });

    it('has history that ends with what it ticks, and none of the future', async () => {
      const { clock, feed, ticks } = run(['NVDA']);
      feed.watch(['NVDA']);
      await clock.pass(90_000);
      const now = clock.now();
      const minutes = await feed.history('NVDA', 'MINUTE', now - 300_000, now + 3_600_000);
      const last = ticks.filter((tick) => tick.price !== null).at(-1) as Tick;
      expect(minutes.at(-1)?.close).toBe(last.price);
      expect(minutes.at(-1)?.openTime).toBeLessThanOrEqual(now);
      expect(minutes).toHaveLength(5 + (now % 60_000 === 0 ? 1 : 0));
      const days = await feed.history('NVDA', 'DAY', now - 20 * 86_400_000, now);
      expect(days.length).toBeGreaterThan(10);
      expect(days.map((day) => day.openTime)).toEqual([...days].map((day) => day.openTime).sort((a, b) => a - b));
      expect(await feed.history('NVDA', 'MINUTE', now, now)).toEqual([]);
    });
  });
}
