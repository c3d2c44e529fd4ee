import type { Resume } from '@lzstock/kit/live/resume';
import { createLoader } from '@lzstock/kit/loader';
import { candleLoader } from './candle/candle.resolvers.ts';
import type { CandleReader } from './candle/candle-reader.ts';
import type { LiveCandles } from './candle/live-candles.ts';
import type { Clock } from './clock.ts';
import type { Listing } from './listing/listing.ts';
import type { FirstQuotes } from './quote/first-quotes.ts';
import type { LiveQuotes } from './quote/live-quotes.ts';
import type { Quote } from './quote/quote.ts';
import type { QuoteReader } from './quote/quote-reader.ts';

/** What every resolver may use, for as long as the process lives. */
export interface Market {
  readonly clock: Clock;
  readonly listing: Listing;
  readonly quotes: QuoteReader;
  readonly firstQuotes: FirstQuotes;
  readonly candles: CandleReader;
  readonly liveQuotes: LiveQuotes;
  readonly liveCandles: LiveCandles;
}

/** What one execution's resolvers share. */
export type Context = ReturnType<typeof createContext>;

export function createContext(market: Market, resume: Resume | null) {
  const { clock, listing, quotes, firstQuotes, candles, liveQuotes, liveCandles } = market;
  return {
    clock,
    listing,
    liveQuotes,
    liveCandles,
    resume,
    quoteBySymbol: createLoader<string, Quote>(async (symbols) => {
      const found = await quotes.read(symbols);
      const without = symbols.filter((symbol) => !found.has(symbol) && listing.find(symbol));
      return without.length > 0 ? new Map([...found, ...(await firstQuotes.get(without))]) : found;
    }),
    candlesByRange: candleLoader(candles),
  };
}
