import type { Log } from '@lzstock/kit/log';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Clock } from '../clock.ts';
import type { EndedCandles } from '../ingest/ingest.ts';
import { tradingDayAt } from '../session/trading-day.ts';
import { tendPartitions } from './candle-partitions.ts';
import type { CandleStore } from './candle-store.ts';
import { dayOpenTime, minuteMs, tradingDayOpening } from './interval.ts';

const tendEveryMs = 6 * 3_600_000;

/** Keeps candles that ended, and notes the newest of each as kept, so that it need not be fetched. */
export async function keepEnded(store: CandleStore, ended: readonly EndedCandles[], now: number): Promise<void> {
  for (const interval of ['MINUTE', 'DAY'] as const) {
    const kept = ended.filter((each) => each.interval === interval);
    if (kept.length === 0) continue;
    await store.keep(
      interval,
      kept.map(({ symbol, candles }) => {
        const from = candles.reduce((newest, { openTime }) => Math.max(newest, openTime), 0);
        const to =
          interval === 'MINUTE' ? from + minuteMs : dayOpenTime(tradingDayAt(tradingDayOpening(from).index + 1));
        return { symbol, candles, from, to };
      }),
      now,
    );
  }
}

/** Makes partitions now and four times a day, until disposed. Rejects where the first time fails. */
export async function tendDaily(options: {
  readonly fork: () => EntityManager;
  readonly clock: Clock;
  readonly log: Log;
}): Promise<AsyncDisposable> {
  const { fork, clock, log } = options;
  let work: Promise<unknown> = tendPartitions(fork(), clock.now());
  await work;
  const timer = clock.every(tendEveryMs, () => {
    work = tendPartitions(fork(), clock.now()).catch((err: unknown) =>
      log.warn({ err }, 'partitions cannot be tended now'),
    );
  });
  return {
    async [Symbol.asyncDispose]() {
      timer[Symbol.dispose]();
      await work;
    },
  };
}
