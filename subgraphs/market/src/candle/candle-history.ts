import type { Log } from '@lzstock/kit/log';
import type { Clock } from '../clock.ts';
import type { Feed, FeedInterval } from '../feed/feed.ts';
import type { Candle } from './candle.ts';
import type { CandleStore, KeptCandles, Span } from './candle-store.ts';
import { type CandleInterval, keptFor, minuteMs, mostKept } from './interval.ts';

export interface CandleHistoryOptions {
  readonly store: CandleStore;
  readonly feed: Feed;
  readonly clock: Clock;
  readonly log: Log;
}

/** Candles that are fetched before they are kept, at most. */
const keepEvery = 2_000;

/** What of `wanted` is missing around `kept` so that the two become one span. */
export function missing(wanted: Span, kept: Span | undefined): Span[] {
  if (wanted.from >= wanted.to) return [];
  if (!kept) return [wanted];
  const parts: Span[] = [];
  if (wanted.from < kept.from) parts.push({ from: wanted.from, to: kept.from });
  if (wanted.to > kept.to) parts.push({ from: kept.to, to: wanted.to });
  return parts;
}

/** Candles that ended, from the database where they are kept, from the feed where they are not; then they are kept. Each is fetched by one caller at a time. */
export class CandleHistory {
  readonly #options: CandleHistoryOptions;
  readonly #underWay = new Map<string, Promise<void>>();

  constructor(options: CandleHistoryOptions) {
    this.#options = options;
  }

  /**
   * For each symbol its `most` newest candles of `interval` that open within the span, oldest first; weeks and months as the days they are made of.
   * Without the database they come from the feed alone.
   */
  async read(
    interval: CandleInterval,
    symbols: readonly string[],
    span: Span,
    most: number,
  ): Promise<Map<string, Candle[]>> {
    if (span.from >= span.to) return new Map();
    const { store, log } = this.#options;
    const kept = keptFor(interval);
    const rolledMs = kept === 'MINUTE' && interval !== 'MINUTE' ? mostKept(interval) * minuteMs : null;
    try {
      await this.#complete(kept, symbols, span);
      return await store.newest(kept, symbols, span, rolledMs ? most : most * mostKept(interval), rolledMs);
    } catch (err) {
      log.warn({ err }, 'candles are not kept now; they come from the feed');
      return this.fetch(interval, symbols, span, most);
    }
  }

  /** The same from the feed alone; nothing is kept. */
  async fetch(
    interval: CandleInterval,
    symbols: readonly string[],
    span: Span,
    most: number,
  ): Promise<Map<string, Candle[]>> {
    const found = new Map<string, Candle[]>();
    for (const symbol of symbols) {
      const candles = await this.#options.feed.history(symbol, keptFor(interval), span.from, span.to);
      found.set(symbol, candles.filter((candle) => candle.openTime < span.to).slice(-most * mostKept(interval)));
    }
    return found;
  }

  async #complete(kept: FeedInterval, symbols: readonly string[], span: Span): Promise<void> {
    for (;;) {
      const spans = await this.#options.store.spans(kept, symbols);
      const lacking = symbols.filter((symbol) => missing(span, spans.get(symbol)).length > 0);
      if (lacking.length === 0) return;
      const waits = lacking.flatMap((symbol) => this.#underWay.get(`${kept} ${symbol}`) ?? []);
      const own = lacking.filter((symbol) => !this.#underWay.has(`${kept} ${symbol}`));
      if (own.length > 0) {
        const fetched = this.#keep(kept, own, span, spans).finally(() => {
          for (const symbol of own) this.#underWay.delete(`${kept} ${symbol}`);
        });
        for (const symbol of own) this.#underWay.set(`${kept} ${symbol}`, fetched);
        waits.push(fetched);
      }
      await Promise.all(waits);
      if (own.length === lacking.length) return;
    }
  }

  async #keep(
    kept: FeedInterval,
    symbols: readonly string[],
    span: Span,
    spans: ReadonlyMap<string, Span>,
  ): Promise<void> {
    const { feed, store, clock } = this.#options;
    let ready: KeptCandles[] = [];
    let count = 0;
    const flush = async () => {
      const all = ready;
      [ready, count] = [[], 0];
      if (all.length > 0) await store.keep(kept, all, clock.now());
    };
    for (const symbol of symbols) {
      const parts = missing(span, spans.get(symbol));
      const candles: Candle[] = [];
      for (const part of parts) {
        const fetched = await feed.history(symbol, kept, part.from, part.to);
        candles.push(...fetched.filter((candle) => candle.openTime < part.to));
      }
      const [from, to] = [parts[0]!.from, parts.at(-1)!.to];
      ready.push({ symbol, candles, from, to });
      count += candles.length;
      if (count >= keepEvery) await flush();
    }
    await flush();
  }
}
