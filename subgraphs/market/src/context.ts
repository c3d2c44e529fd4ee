import { createLoader } from '@lzstock/kit/loader';
import { candleLoader } from './candle/candle.resolvers.ts';
import type { CandleReader } from './candle/candle-reader.ts';
import type { LiveCandles } from './candle/live-candles.ts';
import type { Clock } from './clock.ts';
import type { Listing } from './listing/listing.ts';
import type { LiveQuotes } from './quote/live-quotes.ts';
import type { Quote } from './quote/quote.ts';
import type { QuoteReader } from './quote/quote-reader.ts';

/** What every resolver may use, for as long as the process lives. */
export interface Market {
  readonly clock: Clock;
  readonly listing: Listing;
  readonly quotes: QuoteReader;
  readonly candles: CandleReader;
  readonly liveQuotes: LiveQuotes;
  readonly liveCandles: LiveCandles;
}

/** What one execution's resolvers share. */
export type Context = ReturnType<typeof createContext>;

export function createContext(market: Market) {
  const { clock, listing, quotes, candles, liveQuotes, liveCandles } = market;
  return {
    clock,
    listing,
    liveQuotes,
    liveCandles,
    quoteBySymbol: createLoader<string, Quote>((symbols) => quotes.read(symbols)),
    candlesByRange: candleLoader(candles),
  };
}
