import { newestWins } from '@lzstock/kit/newest-wins';
import type { Clock } from '../clock.ts';
import type { FeedInterval } from '../feed/feed.ts';
import type { LiveQuotes } from '../quote/live-quotes.ts';
import type { Candle } from './candle.ts';
import { type CandleReader, type ShownCandle, shownCandle } from './candle-reader.ts';
import { currentOpenTime } from './candle-window.ts';

export interface LiveCandlesOptions {
  readonly quotes: LiveQuotes;
  readonly candles: CandleReader;
  readonly clock: Clock;
  /** Whether the symbol is that of an instrument at present. */
  readonly listed: (symbol: string) => boolean;
}

/** Candles a reader who is far behind still gets. */
const mostUnread = 4;

/** Follows the candle in progress of one instrument. */
export class LiveCandles {
  readonly #options: LiveCandlesOptions;

  constructor(options: LiveCandlesOptions) {
    this.#options = options;
  }

  /** The present candle first, where there is one, then every change of it, its end, and the next ones. Ending the iterator lets go of everything. */
  async stream(symbol: string, interval: FeedInterval): Promise<AsyncIterableIterator<ShownCandle>> {
    const { quotes, candles, clock, listed } = this.#options;
    const following = Promise.withResolvers<AsyncDisposable | null>();
    const numbers = new Map<number, number>();
    let counted = 0;
    const numberOf = (openTime: number): number => {
      const known = numbers.get(openTime);
      if (known !== undefined) return known;
      numbers.clear();
      numbers.set(openTime, counted);
      return counted++;
    };
    const unread = newestWins<ShownCandle>({
      key: ({ openTime }) => String(numberOf(openTime) % mostUnread),
      onReturn: () => void following.promise.then((followed) => followed?.[Symbol.asyncDispose]()),
    });
    let last: Candle | null = null;
    const take = (candle: Candle | null) => {
      if (!candle || (last && candle.openTime < last.openTime)) return;
      if (last && candle.openTime > last.openTime) unread.push({ ...last, complete: true });
      const shown = shownCandle(interval, candle, clock.now());
      if (last?.openTime !== candle.openTime || !same(last, candle)) unread.push(shown);
      last = candle;
    };
    try {
      const followed = await quotes.follow([symbol], ({ quote }) =>
        take(interval === 'DAY' ? quote.day : quote.minute),
      );
      following.resolve(followed);
      if (!last && listed(symbol)) {
        const current = await candles.current([symbol], interval, currentOpenTime(interval, clock.now()));
        take(current.get(symbol) ?? null);
      }
    } catch (error) {
      following.resolve(null);
      await (await following.promise)?.[Symbol.asyncDispose]();
      throw error;
    }
    return unread;
  }
}

function same(a: Candle, b: Candle): boolean {
  return a.open === b.open && a.high === b.high && a.low === b.low && a.close === b.close && a.volume === b.volume;
}
