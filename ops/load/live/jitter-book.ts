import type { Gap, Hole } from './hole.ts';

export interface ToldQuote {
  readonly symbol: string;
  readonly epoch: string;
  readonly seq: number;
  readonly state: string;
  readonly gap: Gap | null;
}

/** The first value of a symbol on a connection, and when the connection asked for it; milliseconds since 1970. */
export interface First {
  readonly symbol: string;
  readonly epoch: string;
  readonly seq: number;
  readonly askedAt: number;
}

/** The same hole in the values of several readers. */
export interface CountedHole extends Hole {
  readonly count: number;
}

/** What all readers saw. */
export interface Seen {
  readonly delivered: number;
  /** Values that came twice on one connection, the same in every way. */
  readonly twice: number;
  /** Values behind a newer one, on one connection or on the next. */
  readonly backwards: number;
  readonly holes: readonly CountedHole[];
  readonly firsts: readonly First[];
  /** What operations ended with while their connection lived. */
  readonly ends: readonly string[];
}

const isOlder = (one: ToldQuote, other: ToldQuote): boolean =>
  one.epoch === other.epoch ? one.seq < other.seq : one.epoch < other.epoch;

/** Keeps what readers see of order, a small summary of very many values. */
export class JitterBook {
  #delivered = 0;
  #twice = 0;
  #backwards = 0;
  readonly #holes = new Map<string, { hole: Hole; count: number }>();
  readonly #firsts: First[] = [];
  readonly #ends: string[] = [];

  first(quote: ToldQuote, askedAt: number, before: ToldQuote | undefined): void {
    this.#delivered++;
    const { symbol, epoch, seq } = quote;
    this.#firsts.push({ symbol, epoch, seq, askedAt });
    if (before && isOlder(quote, before)) this.#backwards++;
  }

  /** `before` came on the same connection. */
  next(quote: ToldQuote, before: ToldQuote): void {
    this.#delivered++;
    if (isOlder(quote, before)) this.#backwards++;
    else if (quote.epoch !== before.epoch || quote.seq > before.seq + 1) this.#hole(quote, before);
    else if (quote.seq === before.seq && quote.state === before.state) this.#twice++;
  }

  end(why: string): void {
    this.#ends.push(why);
  }

  take(): Seen {
    return {
      delivered: this.#delivered,
      twice: this.#twice,
      backwards: this.#backwards,
      ends: this.#ends,
      firsts: this.#firsts,
      holes: [...this.#holes.values()].map(({ hole, count }) => ({ ...hole, count })),
    };
  }

  #hole({ symbol, epoch, seq, gap }: ToldQuote, before: ToldQuote): void {
    const hole = { symbol, epoch: before.epoch, seq: before.seq, nextEpoch: epoch, nextSeq: seq, gap };
    const key = JSON.stringify(hole);
    const known = this.#holes.get(key);
    if (known) known.count++;
    else this.#holes.set(key, { hole, count: 1 });
  }
}
