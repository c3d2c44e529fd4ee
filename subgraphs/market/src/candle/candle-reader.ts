import type { Clock } from '../clock.ts';
import type { Feed } from '../feed/feed.ts';
import type { Quote } from '../quote/quote.ts';
import type { TradingDay } from '../session/trading-day.ts';
import type { Candle } from './candle.ts';
import type { CandleHistory } from './candle-history.ts';
import { minutesKeptMs } from './candle-partitions.ts';
import type { Span } from './candle-store.ts';
import { type CandleRange, windowOf } from './candle-window.ts';
import { bucketEnd, type CandleInterval, keptFor } from './interval.ts';
import { rollUp } from './roll-up.ts';

/** A candle as it is shown. */
export interface ShownCandle extends Candle {
  /** False while its interval runs. */
  readonly complete: boolean;
}

export interface CandleReaderOptions {
  readonly history: CandleHistory;
  readonly feed: Feed;
  readonly clock: Clock;
  /** The newest quotes, in one read. */
  readonly quotes: (symbols: readonly string[]) => Promise<ReadonlyMap<string, Quote>>;
}

/** Days are kept for ten years; what is older, and minutes that are no longer kept, the feed is asked for each time. */
const daysKeptMs = 3_653 * 86_400_000;
/** No answer looks back further: in minutes for `MINUTE` to `HOUR`, in time for days. */
const furthestMs = { MINUTE: 60 * 86_400_000, DAY: 36 * 365 * 86_400_000 } as const;

export class CandleReader {
  readonly #options: CandleReaderOptions;

  constructor(options: CandleReaderOptions) {
    this.#options = options;
  }

  /** For each symbol its newest candles of the range, oldest first. */
  async read(symbols: readonly string[], range: CandleRange): Promise<Map<string, ShownCandle[]>> {
    const { history, clock } = this.#options;
    const now = clock.now();
    const kept = keptFor(range.interval);
    const keptFrom = now - (kept === 'DAY' ? daysKeptMs : minutesKeptMs);
    const old = range.to !== null && range.to <= keptFrom;
    const floor = old ? (range.to as number) - furthestMs[kept] : keptFrom;
    const window = windowOf(range, now, Math.max(floor, Date.UTC(1990, 0, 3)), (day) => this.#hours(day));
    if (!window) return new Map(symbols.map((symbol) => [symbol, []]));
    const most = range.last + 1;
    const [ended, current] = await Promise.all([
      old
        ? history.fetch(range.interval, symbols, window.ended, most)
        : history.read(range.interval, symbols, window.ended, most),
      window.current === null ? null : this.current(symbols, kept, window.current),
    ]);
    return new Map(
      symbols.map((symbol) => {
        const running = current?.get(symbol);
        const all = [...(ended.get(symbol) ?? []), ...(running ? [running] : [])];
        const shown = rollUp(range.interval, all).filter(({ openTime }) => openTime >= (range.from ?? 0));
        return [symbol, shown.slice(-range.last).map((candle) => shownCandle(range.interval, candle, now))];
      }),
    );
  }

  /** The kept candle in progress that opens at `openTime`, where something was traded in it: from the newest quote where that follows it, else from the feed. */
  async current(symbols: readonly string[], kept: 'MINUTE' | 'DAY', openTime: number): Promise<Map<string, Candle>> {
    const { quotes, feed, clock } = this.#options;
    const known = await quotes(symbols);
    const found = new Map<string, Candle>();
    for (const symbol of symbols) {
      const quote = known.get(symbol);
      const told = kept === 'DAY' ? quote?.day : quote?.minute;
      const candle =
        told?.openTime === openTime ? told : (await feed.history(symbol, kept, openTime, clock.now() + 1)).at(-1);
      if (candle?.openTime === openTime) found.set(symbol, candle);
    }
    return found;
  }

  #hours(day: TradingDay): Span {
    const { feed } = this.#options;
    if (feed.trades(day.startsAt)) return { from: day.startsAt, to: day.endsAt };
    return { from: day.preOpensAt, to: day.postClosesAt };
  }
}

/** As it is shown at `now`. */
export const shownCandle = (interval: CandleInterval, candle: Candle, now: number): ShownCandle => ({
  ...candle,
  complete: bucketEnd(interval, candle.openTime) <= now,
});
