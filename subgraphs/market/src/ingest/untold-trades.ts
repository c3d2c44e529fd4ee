import type { Trade } from '../quote/quote.ts';
import type { Scaled } from '../quote/scaled.ts';

type Traded = { readonly symbol: string; readonly price: Scaled; readonly size: Scaled; readonly time: number };

const mostOfSymbol = 1_000;
const most = 100_000;

/** Trades that wait to be told with the next quote of their symbol. Where too many do, some are dropped and the numbers of the others say so. */
export class UntoldTrades {
  readonly #numbers = new Map<string, number>();
  readonly #waiting = new Map<string, Trade[]>();
  #count = 0;

  add({ symbol, price, size, time }: Traded): void {
    const number = this.#next(symbol);
    if (this.#count >= most) this.#drop();
    const waiting = this.#waiting.get(symbol) ?? [];
    this.#waiting.set(symbol, waiting);
    waiting.push({ number, price, size, time });
    if (waiting.length > mostOfSymbol) waiting.shift();
    else this.#count++;
  }

  /** A trade was lost before it came here; the numbers tell. */
  skip(symbol: string): void {
    this.#next(symbol);
  }

  /** Those of one symbol, oldest first; they wait no more. */
  take(symbol: string): readonly Trade[] {
    const waiting = this.#waiting.get(symbol) ?? [];
    this.#waiting.delete(symbol);
    this.#count -= waiting.length;
    return waiting;
  }

  /** Begins to count anew. */
  clear(): void {
    this.#drop();
    this.#numbers.clear();
  }

  #next(symbol: string): number {
    const number = (this.#numbers.get(symbol) ?? 0) + 1;
    this.#numbers.set(symbol, number);
    return number;
  }

  #drop(): void {
    this.#waiting.clear();
    this.#count = 0;
  }
}
