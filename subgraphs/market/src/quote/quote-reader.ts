import type { Log } from '@lzstock/kit/log';
import type { Redis } from '@lzstock/kit/redis/ports';
import { quotesMap, type WireQuote } from '@lzstock/schema/market/ticks';
import type { Clock } from '../clock.ts';
import { type Quote, shownAt, type TradedQuote } from './quote.ts';
import { fromWire } from './quote-wire.ts';

export interface QuoteReaderOptions {
  readonly redis: Redis;
  readonly clock: Clock;
  readonly log: Log;
  /** How long a quote may claim to be live without being renewed. */
  readonly freshMs: number;
  /** What this process knows without Redis: its own ingest's quote, or the last one a reader of it was told. */
  readonly known: (symbol: string) => Quote | null;
}

/** Less than a gateway waits, so that a silent Redis costs nobody an answer. */
const patienceMs = 400;

/** Reads the newest quotes. */
export class QuoteReader {
  readonly #options: QuoteReaderOptions;

  constructor(options: QuoteReaderOptions) {
    this.#options = options;
  }

  /** The newest quotes of all symbols in one read; those without one are left out. Rejects while Redis is away. */
  async newest(symbols: readonly string[]): Promise<Map<string, TradedQuote>> {
    const { redis, clock, freshMs, log } = this.#options;
    const texts = await redis.newest.read(quotesMap, symbols);
    const quotes = new Map<string, TradedQuote>();
    for (const [i, text] of texts.entries()) {
      if (text === null) continue;
      try {
        quotes.set(symbols[i] as string, shownAt(fromWire(JSON.parse(text) as WireQuote), clock.now(), freshMs));
      } catch (err) {
        log.error({ err, symbol: symbols[i] }, 'a stored quote is unreadable');
      }
    }
    return quotes;
  }

  /** The same, and what this process knows itself of symbols that Redis has none of, while it is away, or where it takes long and all are known. */
  async read(symbols: readonly string[]): Promise<Map<string, Quote>> {
    const { clock, freshMs, log, known } = this.#options;
    const reading: Promise<Map<string, Quote>> = this.newest(symbols).catch((err: unknown) => {
      log.warn({ err }, 'quotes cannot be read; showing what this process knows');
      return new Map<string, Quote>();
    });
    const soon = await within(reading, patienceMs);
    const quotes = soon ?? (symbols.every(known) ? new Map<string, Quote>() : await reading);
    for (const symbol of symbols) {
      if (quotes.has(symbol)) continue;
      const quote = known(symbol);
      if (quote) quotes.set(symbol, shownAt(quote, clock.now(), freshMs));
    }
    return quotes;
  }
}

/** What `reading` gave within `ms`, else null. */
async function within<T>(reading: Promise<T>, ms: number): Promise<T | null> {
  const late = Promise.withResolvers<null>();
  const timer = setTimeout(() => late.resolve(null), ms);
  try {
    return await Promise.race([reading, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
