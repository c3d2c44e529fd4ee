import { parseScaled, type Scaled, scale } from '../quote/scaled.ts';
import { tradingDayAt, tradingDayOf } from '../session/trading-day.ts';

/** A tick whose every field was found right. */
export interface Tick {
  readonly symbol: string;
  readonly seq: number;
  readonly time: number;
  /** Null where bid or ask changed and nothing was traded. */
  readonly price: Scaled | null;
  readonly size: Scaled;
  readonly bid: Scaled | null;
  readonly ask: Scaled | null;
  readonly halted: boolean;
}

/** Why a message of a source is set aside. */
export type Fault =
  | 'not-utf8'
  | 'not-json'
  | 'too-large'
  | 'not-a-tick'
  | 'unknown-symbol'
  | 'no-price'
  | 'bad-price'
  | 'too-precise'
  | 'bad-size'
  | 'bad-quote'
  | 'wrong-currency'
  | 'bad-time'
  | 'from-the-future'
  | 'too-old'
  | 'bad-seq'
  | 'implausible';

/** What ingest must know of an instrument to judge its ticks. */
export interface KnownInstrument {
  readonly currency: string | null;
}

const futureMs = 5_000;
const highestPrice = 1_000_000_000n * scale;
const largestSize = 10_000_000_000n * scale;
const number = /^-?\d{1,18}(\.\d*)?$/;

function amount(value: unknown, bad: Fault): Scaled | Fault {
  if (typeof value !== 'string' && typeof value !== 'number') return bad;
  return parseScaled(value) ?? (number.test(String(value)) ? 'too-precise' : bad);
}

function priced(value: unknown, bad: Fault): Scaled | null | Fault {
  if (value === undefined || value === null) return null;
  const price = amount(value, bad);
  if (typeof price !== 'bigint') return price;
  return price > 0n && price <= highestPrice ? price : bad;
}

function sized(value: unknown): Scaled | Fault {
  if (value === undefined || value === null) return 0n;
  const size = amount(value, 'bad-size');
  if (typeof size !== 'bigint') return size;
  return size >= 0n && size <= largestSize ? size : 'bad-size';
}

/** True before the trading day that precedes the present one: nobody waits for that any more. */
const tooOld = (time: number, now: number): boolean => time < tradingDayAt(tradingDayOf(now).index - 1).startsAt;

/** The tick that a message of a source holds, or what is wrong with it. */
export function readTick(raw: unknown, known: (symbol: string) => KnownInstrument | null, now: number): Tick | Fault {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return 'not-a-tick';
  const { symbol, seq, time, price, size, bid, ask, currency, halted } = raw as Record<string, unknown>;
  if (typeof symbol !== 'string') return 'not-a-tick';
  const instrument = known(symbol);
  if (!instrument) return 'unknown-symbol';
  if (typeof currency === 'string' && currency !== (instrument.currency ?? 'USD')) return 'wrong-currency';
  if (typeof time !== 'number' || !Number.isFinite(time)) return 'bad-time';
  if (time > now + futureMs) return 'from-the-future';
  if (tooOld(time, now)) return 'too-old';
  if (!Number.isSafeInteger(seq)) return 'bad-seq';
  const last = priced(price, 'bad-price');
  if (typeof last === 'string') return last;
  const traded = sized(size);
  if (typeof traded === 'string') return traded;
  const [below, above] = [priced(bid, 'bad-quote'), priced(ask, 'bad-quote')];
  if (typeof below === 'string') return below;
  if (typeof above === 'string') return above;
  if (last === null && below === null && above === null && halted === undefined) return 'no-price';
  return {
    symbol,
    seq: seq as number,
    time,
    price: last,
    size: traded,
    bid: below,
    ask: above,
    halted: halted === true,
  };
}

const largestFrame = 1024 * 1024;
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The messages in a frame as it came over a wire: a JSON array, or one alone. */
export function readFrame(bytes: Uint8Array): readonly unknown[] | Fault {
  if (bytes.length > largestFrame) return 'too-large';
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    return 'not-utf8';
  }
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [value];
  } catch {
    return 'not-json';
  }
}
