import { badInput } from '@lzstock/kit/refusal';
import { canonicalSymbol } from '@lzstock/schema/symbol';
import type { Resolvers } from '../generated/resolvers.ts';
import { instantText } from '../instant.ts';
import { symbolArgument } from '../symbol-argument.ts';
import type { Quote, ToldQuote } from './quote.ts';
import { formatScaled, percentOf, type Scaled } from './scaled.ts';

const mostSymbols = 200;

const decimal = (value: Scaled | null | undefined): string | null =>
  value === null || value === undefined ? null : formatScaled(value);

function change({ last, previousClose }: Quote): Scaled | null {
  return last === null || previousClose === null ? null : last - previousClose;
}

function changePercent(quote: Quote): Scaled | null {
  const by = change(quote);
  return by === null || quote.previousClose === null ? null : percentOf(by, quote.previousClose);
}

export const quoteResolvers = {
  Instrument: {
    __resolveReference: ({ symbol }) => ({ symbol }),
    async quote({ symbol }, _, { listing, quoteBySymbol }) {
      const canonical = canonicalSymbol(symbol);
      const current = canonical && listing.current(canonical);
      const quote = current ? await quoteBySymbol.load(current) : null;
      return quote && { quote, gap: null, trades: null };
    },
  },
  Quote: {
    symbol: ({ quote }) => quote.symbol,
    instrument: ({ quote }) => ({ symbol: quote.symbol }),
    last: ({ quote }) => decimal(quote.last),
    previousClose: ({ quote }) => decimal(quote.previousClose),
    change: ({ quote }) => decimal(change(quote)),
    changePercent: ({ quote }) => decimal(changePercent(quote)),
    bid: ({ quote }) => decimal(quote.bid),
    ask: ({ quote }) => decimal(quote.ask),
    volume: ({ quote }) => decimal(quote.day?.volume),
    dayHigh: ({ quote }) => decimal(quote.day?.high),
    dayLow: ({ quote }) => decimal(quote.day?.low),
    asOf: ({ quote }) => instantText(quote.asOf),
    receivedAt: ({ quote }) => instantText(quote.receivedAt),
    source: ({ quote }) => quote.source,
    state: ({ quote }) => quote.state,
    simulated: ({ quote }) => quote.simulated,
    epoch: ({ quote }) => quote.epoch,
    seq: ({ quote }) => quote.seq,
    gap: ({ gap }) => gap,
    trades: ({ trades }) => trades,
  },
  Trade: {
    number: ({ number }) => number,
    price: ({ price }) => formatScaled(price),
    size: ({ size }) => (size === 0n ? null : formatScaled(size)),
    at: ({ time }) => instantText(time),
  },
  Subscription: {
    quotes: {
      subscribe(_, { symbols, everyTrade }, { liveQuotes, resume }) {
        if (symbols.length > mostSymbols) throw badInput('symbols', `at most ${mostSymbols} symbols`, symbols.length);
        const asked = new Set(symbols.map((symbol) => symbolArgument('symbols', symbol)));
        return liveQuotes.stream([...asked], { everyTrade, resume: asked.size === 1 ? resume : null });
      },
      resolve: (told: ToldQuote) => told,
    },
  },
} satisfies Resolvers;
