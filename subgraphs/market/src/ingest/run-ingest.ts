import type { Log } from '@lzstock/kit/log';
import type { Redis } from '@lzstock/kit/redis/ports';
import type { Clock } from '../clock.ts';
import type { Feed } from '../feed/feed.ts';
import type { EndedCandles, Ingest } from './ingest.ts';
import type { IngestMetrics } from './ingest-metrics.ts';
import type { Interest } from './interest.ts';
import { hearInterest } from './interest-channel.ts';
import { Leader } from './leader.ts';
import { publishQuotes } from './publisher.ts';

export interface RunIngestOptions {
  readonly ingest: Ingest;
  readonly feed: Feed;
  readonly interest: Interest;
  /** What this process calls itself where it tells its interest. */
  readonly own: string;
  readonly redis: Redis;
  readonly clock: Clock;
  readonly flushMs: number;
  /** Keeps candles that ended; only called while this process leads. */
  readonly keep: (ended: readonly EndedCandles[]) => Promise<void>;
  readonly metrics: IngestMetrics;
  readonly log: Log;
}

/** Quotes told in one flush at most; the rest waits for the next. */
const mostOfFlush = 500;
const watchMs = 500;
const keepMs = 1_000;

/**
 * Runs the feed and tells its quotes while this process leads. Without Redis it keeps ingesting and tells nothing; when Redis is back it leads in a new
 * epoch or follows another.
 */
export async function runIngest(options: RunIngestOptions): Promise<AsyncDisposable> {
  const { ingest, feed, interest, redis, clock, metrics, log } = options;
  await using parts = new AsyncDisposableStack();
  const watched = new Set<string>();
  let running: AbortController | null = null;
  let telling: Promise<void> | null = null;
  let keeping: Promise<void> | null = null;

  function runFeed(): void {
    if (running) return;
    running = new AbortController();
    feed.start(ingest, running.signal);
    interest.listen({
      wanted(symbols) {
        for (const symbol of symbols) watched.add(symbol);
        ingest.follow(symbols);
        feed.watch(symbols);
      },
      unwanted(symbols) {
        for (const symbol of symbols) watched.delete(symbol);
        ingest.unfollow(symbols);
        feed.unwatch(symbols);
      },
    });
  }

  function stopFeed(): void {
    running?.abort();
    running = null;
    interest.listen(null);
    ingest.unfollow([...watched]);
    feed.unwatch([...watched]);
    watched.clear();
  }

  parts.use(await hearInterest(options));
  parts.defer(async () => {
    stopFeed();
    await Promise.all([telling, keeping]);
  });
  const leader = parts.use(
    new Leader(
      { redis, clock, log },
      {
        lead(epoch) {
          metrics.leading.set(1);
          ingest.begin(epoch);
          runFeed();
        },
        pause: () => metrics.leading.set(0),
        follow() {
          metrics.leading.set(0);
          if (!running) return;
          stopFeed();
          ingest.forget();
        },
      },
    ),
  );

  async function tell(): Promise<void> {
    const { epoch } = leader;
    const quotes = ingest.takeChanged(mostOfFlush);
    try {
      if (!(await publishQuotes(redis, quotes))) leader.doubt(epoch);
      else metrics.published.inc(quotes.length);
    } catch (err) {
      metrics.flushFailures.inc();
      if (leader.epoch === epoch) log.warn({ err }, 'quotes cannot be told; they will be in a new epoch');
      leader.doubt(epoch);
    }
  }

  parts.use(
    clock.every(options.flushMs, () => {
      if (telling || leader.epoch === null) return;
      telling = tell().finally(() => {
        telling = null;
      });
    }),
  );
  parts.use(
    clock.every(watchMs, () => {
      if (running) ingest.watchSource();
      metrics.instruments.set(ingest.size);
      metrics.watched.set(interest.size);
    }),
  );
  parts.use(
    clock.every(keepMs, () => {
      if (keeping || leader.epoch === null) return;
      const ended = ingest.takeEnded();
      if (ended.length === 0) return;
      keeping = options
        .keep(ended)
        .catch((err: unknown) =>
          log.warn({ err }, 'candles that ended cannot be kept; the feed will be asked for them'),
        )
        .finally(() => {
          keeping = null;
        });
    }),
  );
  return parts.move();
}
