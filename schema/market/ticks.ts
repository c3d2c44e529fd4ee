/** Number of channels that carry ticks; a symbol always travels on the same one. */
export const tickShards = 32;

/** Channel that carries the quotes of `symbol`. */
export function tickChannel(symbol: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < symbol.length; i++) hash = Math.imul(hash ^ symbol.charCodeAt(i), 0x01000193);
  return `ticks:${(hash >>> 0) % tickShards}`;
}

/** Name of the newest-wins map that holds the newest {@link WireQuote} of every symbol, as JSON. */
export const quotesMap = 'market:quotes';

/** When it opens in milliseconds, open, high, low, close, volume; decimals as text. */
export type WireCandle = readonly [
  openTime: number,
  open: string,
  high: string,
  low: string,
  close: string,
  volume: string,
];

/** Number of the trade within the epoch, price, shares, when it happened in milliseconds; decimals as text. */
export type WireTrade = readonly [number: number, price: string, size: string, time: number];

/**
 * A quote as it travels and rests. A message on a {@link tickChannel} is a JSON array of these, of several symbols, each at most once, none of which says
 * what another reader of the channel should not know. Within one `e` the `q` of a symbol only grows; a later `e` (compared as text) is newer
 * whatever its `q`. Readers drop what is not newer than what they have.
 */
export interface WireQuote {
  /** Symbol. */
  readonly s: string;
  /** Epoch. */
  readonly e: string;
  /** Number within the epoch. */
  readonly q: number;
  /** State. */
  readonly x: 'LIVE' | 'DELAYED' | 'STALE' | 'CLOSED' | 'HALTED';
  /** Source. */
  readonly f: string;
  /** 1 where simulated. */
  readonly m: 0 | 1;
  /** Last price; null where unknown, as the other prices. */
  readonly l: string | null;
  /** Last price of regular trading on the trading day before. */
  readonly p: string | null;
  /** Bid and ask. */
  readonly b: string | null;
  readonly a: string | null;
  /** When it happened by the source's clock, and when it was received, in milliseconds. */
  readonly t: number;
  readonly r: number;
  /** The candle of its trading day so far; its close is that of regular trading. */
  readonly d: WireCandle | null;
  /** The candle of its minute so far; null where the minutes of this symbol are not followed at present. */
  readonly i: WireCandle | null;
  /** Trades since the quote before it, oldest first; left out where there were none. */
  readonly n?: readonly WireTrade[];
}
