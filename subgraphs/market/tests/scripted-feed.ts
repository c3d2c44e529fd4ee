import type { Candle } from '../src/candle/candle.ts';
import type { Feed, FeedSink, RawTick } from '../src/feed/feed.ts';

/** A feed that says what a test tells it to, and has no history. */
export class ScriptedFeed implements Feed {
  readonly source = 'scripted';
  readonly identity = 'scripted';
  readonly simulated = false;
  readonly expectedIntervalMs: number;
  readonly slowestIntervalMs = 60_000;
  readonly popular: readonly string[] = [];
  readonly watched = new Set<string>();
  open = true;
  #sink: FeedSink | null = null;
  #seq = 0;

  constructor(expectedIntervalMs = 60_000) {
    this.expectedIntervalMs = expectedIntervalMs;
  }

  trades(): boolean {
    return this.open;
  }

  start(sink: FeedSink, signal: AbortSignal): void {
    this.#sink = sink;
    signal.addEventListener('abort', () => {
      this.#sink = null;
    });
  }

  cover(): void {}

  watch(symbols: readonly string[]): void {
    for (const symbol of symbols) this.watched.add(symbol);
  }

  unwatch(symbols: readonly string[]): void {
    for (const symbol of symbols) this.watched.delete(symbol);
  }

  async history(): Promise<Candle[]> {
    return [];
  }

  get running(): boolean {
    return this.#sink !== null;
  }

  trade(symbol: string, price: string, more: Partial<RawTick> = {}): void {
    this.#sink?.ticks([{ symbol, seq: ++this.#seq, time: Date.now(), price, size: 1, ...more }]);
  }
}
