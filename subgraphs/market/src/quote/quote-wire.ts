import type { WireCandle, WireQuote, WireTrade } from '@lzstock/schema/market/ticks';
import type { Candle } from '../candle/candle.ts';
import type { Trade, TradedQuote } from './quote.ts';
import { formatScaled, parseScaled, type Scaled } from './scaled.ts';

const text = (value: Scaled | null): string | null => (value === null ? null : formatScaled(value));
const wireCandle = (candle: Candle | null): WireCandle | null =>
  candle && [
    candle.openTime,
    formatScaled(candle.open),
    formatScaled(candle.high),
    formatScaled(candle.low),
    formatScaled(candle.close),
    formatScaled(candle.volume),
  ];

const wireTrade = ({ number, price, size, time }: Trade): WireTrade => [
  number,
  formatScaled(price),
  formatScaled(size),
  time,
];

export const toWire = (quote: TradedQuote): WireQuote => ({
  s: quote.symbol,
  e: quote.epoch,
  q: quote.seq,
  x: quote.state,
  f: quote.source,
  m: quote.simulated ? 1 : 0,
  l: text(quote.last),
  p: text(quote.previousClose),
  b: text(quote.bid),
  a: text(quote.ask),
  t: quote.asOf,
  r: quote.receivedAt,
  d: wireCandle(quote.day),
  i: wireCandle(quote.minute),
  ...(quote.trades.length > 0 && { n: quote.trades.map(wireTrade) }),
});

function exact(value: string | null): Scaled | null {
  if (value === null) return null;
  const scaled = parseScaled(value);
  if (scaled === null) throw new TypeError(`expected a decimal, came ${value}`);
  return scaled;
}

function candleOf(wire: WireCandle | null, simulated: boolean): Candle | null {
  if (!wire) return null;
  const [open, high, low, close, volume] = wire.slice(1).map((value) => exact(String(value)) as Scaled);
  return { openTime: wire[0], open, high, low, close, volume, simulated } as Candle;
}

/** The quote a wire quote stands for. Throws where it is none. */
const tradeOf = ([number, price, size, time]: WireTrade): Trade => ({
  number,
  price: exact(price) as Scaled,
  size: exact(size) as Scaled,
  time,
});

export const fromWire = (wire: WireQuote): TradedQuote => ({
  symbol: wire.s,
  last: exact(wire.l),
  previousClose: exact(wire.p),
  bid: exact(wire.b),
  ask: exact(wire.a),
  day: candleOf(wire.d, wire.m === 1),
  minute: candleOf(wire.i, wire.m === 1),
  asOf: wire.t,
  receivedAt: wire.r,
  source: wire.f,
  state: wire.x,
  simulated: wire.m === 1,
  epoch: wire.e,
  seq: wire.q,
  trades: (wire.n ?? []).map(tradeOf),
});
