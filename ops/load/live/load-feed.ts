import type { Candle } from '@lzstock/market/candle/candle';
import type { Feed, FeedSink } from '@lzstock/market/feed/feed';

/** A feed that ticks every symbol at a steady rate; each tick carries the moment it was scheduled for. */
export class LoadFeed implements Feed {
  readonly source = 'load';
  readonly identity = 'load';
  readonly simulated = true;
  readonly expectedIntervalMs = 60_000;
  readonly slowestIntervalMs = 60_000;
  readonly popular: readonly string[];
  #rate: number;
  #startedAt = Date.now();
  #due = 0;
  readonly #seqs: number[];
  /** Ticks since the rate was set. */
  sent = 0;
  /** Milliseconds that the latest tick came after its moment. */
  lateMs = 0;

  constructor(symbols: readonly string[], rate: number) {
    this.popular = symbols;
    this.#rate = rate;
    this.#seqs = symbols.map(() => 0);
  }

  setRate(rate: number): void {
    this.#rate = rate;
    this.#startedAt = Date.now();
    this.#due = 0;
    this.sent = 0;
    this.lateMs = 0;
  }

  trades(): boolean {
    return true;
  }

  start(sink: FeedSink, signal: AbortSignal): void {
    const timer = setInterval(() => this.#tick(sink), 2);
    signal.addEventListener('abort', () => clearInterval(timer));
  }

  #tick(sink: FeedSink): void {
    const perSecond = this.#rate * this.popular.length;
    const now = Date.now();
    this.#due = Math.floor(((now - this.#startedAt) / 1_000) * perSecond);
    if (this.sent >= this.#due) return;
    this.lateMs = Math.max(this.lateMs, now - (this.#startedAt + ((this.sent + 1) / perSecond) * 1_000));
    const ticks = [];
    for (; this.sent < this.#due; this.sent++) {
      const place = this.sent % this.popular.length;
      const seq = ++this.#seqs[place]!;
      const time = Math.round(this.#startedAt + ((this.sent + 1) / perSecond) * 1_000);
      ticks.push({ symbol: this.popular[place]!, seq, time, price: (100 + (seq % 100) / 100).toFixed(2), size: 1 });
    }
    sink.ticks(ticks);
  }

  cover(): void {}
  watch(): void {}
  unwatch(): void {}

  async history(): Promise<Candle[]> {
    return [];
  }
}
