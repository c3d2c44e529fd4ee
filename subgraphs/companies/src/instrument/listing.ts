export type Exchange = 'NYSE' | 'NASDAQ' | 'NYSE_AMERICAN' | 'NYSE_ARCA' | 'CBOE' | 'OTC';

export type InstrumentKind = 'COMMON_STOCK' | 'PREFERRED_STOCK' | 'DEPOSITARY_RECEIPT' | 'ETF' | 'WARRANT';

/** The present state of an instrument, as others are told it. */
export interface Listing {
  readonly symbol: string;
  readonly name: string | null;
  readonly exchange: Exchange | null;
  readonly kind: InstrumentKind | null;
  readonly currency: string | null;
  readonly active: boolean | null;
  readonly cik: string | null;
}

/**
 * What a symbol itself tells: behind the point, `PE` is a preferred share, `WT`, `UN` and `RT` a warrant, unit or right; a fifth letter Y marks a depositary
 * receipt.
 */
export function kindOfSymbol(symbol: string): InstrumentKind | null {
  const behind = symbol.split('.')[1] ?? '';
  if (/^P[A-Z]?$/.test(behind)) return 'PREFERRED_STOCK';
  if (/^(WT[A-Z]?|UN|RT)$/.test(behind)) return 'WARRANT';
  return /^[A-Z]{4}Y$/.test(symbol) ? 'DEPOSITARY_RECEIPT' : null;
}
