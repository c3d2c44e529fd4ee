import type { Candle } from '../candle/candle.ts';
import type { Scaled } from './scaled.ts';

export type QuoteState = 'LIVE' | 'DELAYED' | 'STALE' | 'CLOSED' | 'HALTED';

/** The newest known price state of an instrument. */
export interface Quote {
  readonly symbol: string;
  readonly last: Scaled | null;
  /** Last price of regular trading on the trading day before. */
  readonly previousClose: Scaled | null;
  readonly bid: Scaled | null;
  readonly ask: Scaled | null;
  /** The trading day so far. */
  readonly day: Candle | null;
  /** The minute of `asOf` so far; null where nobody follows the minutes. */
  readonly minute: Candle | null;
  readonly asOf: number;
  readonly receivedAt: number;
  readonly source: string;
  readonly state: QuoteState;
  readonly simulated: boolean;
  readonly epoch: string;
  readonly seq: number;
}

/** One trade in an instrument. */
export interface Trade {
  /** Grows by one with every trade of the symbol within an epoch. */
  readonly number: number;
  readonly price: Scaled;
  /** Zero where the source does not tell. */
  readonly size: Scaled;
  readonly time: number;
}

/** A quote as it is told, with the trades since the one told before it, oldest first. */
export interface TradedQuote extends Quote {
  readonly trades: readonly Trade[];
}

/** Values lost before a quote on their way here. */
export interface QuoteGap {
  readonly from: number | null;
  readonly to: number | null;
  readonly reason: 'NEW_EPOCH' | 'CONNECTION_LOST' | 'TOO_SLOW';
}

/** A quote on its way to readers. */
export interface ToldQuote {
  readonly quote: Quote;
  readonly gap: QuoteGap | null;
  /** Trades since the quote before it, oldest first; null for a reader who did not ask for them. */
  readonly trades: readonly Trade[] | null;
}

/** The place of a quote among those of its symbol. */
export type Numbered = Pick<Quote, 'epoch' | 'seq'>;

/** True where `quote` tells more than `known`: a later epoch, or a later number of the same. */
export function isNewer(quote: Numbered, known: Numbered): boolean {
  return quote.epoch === known.epoch ? quote.seq > known.seq : quote.epoch > known.epoch;
}

/** True where both are the same value, whatever is known of its age. */
export function isSame(quote: Numbered, known: Numbered): boolean {
  return quote.epoch === known.epoch && quote.seq === known.seq;
}

/** What was lost between two quotes that follow each other; null where nothing was. `interrupted` says that their carrier was lost between them. */
export function gapBetween(known: Numbered, quote: Numbered, interrupted: boolean): QuoteGap | null {
  if (quote.epoch !== known.epoch) return { from: null, to: null, reason: 'NEW_EPOCH' };
  if (!interrupted || quote.seq <= known.seq + 1) return null;
  return { from: known.seq + 1, to: quote.seq - 1, reason: 'CONNECTION_LOST' };
}

/**
 * Both gaps as one, where the quote that told of the earlier was not read before that of the later. Lost quotes go before trades that were too many, which a
 * jump of the trades' own numbers tells of too.
 */
export function joinGaps(earlier: QuoteGap | null, later: QuoteGap): QuoteGap {
  if (!earlier || earlier.reason === 'TOO_SLOW') return later;
  if (later.reason === 'TOO_SLOW') return earlier;
  if (later.from === null) return later;
  return earlier.from === null ? earlier : { ...later, from: earlier.from };
}

/** The quote as it should be shown at `now`: one that claims to be live and has not been renewed for longer than `freshMs` is stale. */
export function shownAt<Q extends Quote>(quote: Q, now: number, freshMs: number): Q {
  return quote.state === 'LIVE' && now - quote.receivedAt > freshMs ? { ...quote, state: 'STALE' } : quote;
}
