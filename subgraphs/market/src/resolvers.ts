import { candleResolvers } from './candle/candle.resolvers.ts';
import type { Resolvers } from './generated/resolvers.ts';
import { quoteResolvers } from './quote/quote.resolvers.ts';
import { sessionResolvers } from './session/session.resolvers.ts';

export const resolvers = {
  Query: sessionResolvers.Query,
  Instrument: { ...quoteResolvers.Instrument, ...candleResolvers.Instrument },
  Quote: quoteResolvers.Quote,
  Trade: quoteResolvers.Trade,
  Candle: candleResolvers.Candle,
  TradingSession: sessionResolvers.TradingSession,
  Subscription: { ...quoteResolvers.Subscription, ...candleResolvers.Subscription },
} satisfies Resolvers;
