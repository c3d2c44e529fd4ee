import type { Exchange, InstrumentKind } from '../generated/operations.ts';

export const exchangeName: Record<Exchange, string> = {
  NYSE: 'NYSE',
  NASDAQ: 'Nasdaq',
  NYSE_AMERICAN: 'NYSE American',
  NYSE_ARCA: 'NYSE Arca',
  CBOE: 'Cboe BZX',
  OTC: 'OTC',
};

export const kindName: Record<InstrumentKind, string> = {
  COMMON_STOCK: 'Common stock',
  PREFERRED_STOCK: 'Preferred stock',
  DEPOSITARY_RECEIPT: 'Depositary receipt',
  ETF: 'Exchange-traded fund',
  WARRANT: 'Warrant, right or unit',
};
