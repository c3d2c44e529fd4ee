/** A choice of the product, not data: what newcomers most often look for first. */
export const marketFunds = ['SPY', 'QQQ', 'DIA', 'IWM'] as const;
export const popularSymbols = [
  'NVDA',
  'AAPL',
  'MSFT',
  'AMZN',
  'GOOGL',
  'META',
  'TSLA',
  'AVGO',
  'BRK.B',
  'JPM',
  'LLY',
  'V',
] as const;
