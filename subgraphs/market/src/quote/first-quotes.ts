import type { Log } from '@lzstock/kit/log';
import type { Clock } from '../clock.ts';
import type { LiveQuotes } from './live-quotes.ts';
import type { Quote } from './quote.ts';

export interface FirstQuotesOptions {
  readonly live: LiveQuotes;
  readonly clock: Clock;
  readonly log: Log;
}

const waitMs = 500;
/** An instrument that had none when it was asked for is not waited for again within this time. */
const againMs = 30_000;
const mostAtOnce = 200;

/** Gets quotes of instruments that have none yet: whoever wants one live gets it at once, so it is wanted for a moment. */
export class FirstQuotes {
  readonly #options: FirstQuotesOptions;
  readonly #askedAt = new Map<string, number>();

  constructor(options: FirstQuotesOptions) {
    this.#options = options;
  }

  /** What arrived within half a second; never rejects. */
  async get(symbols: readonly string[]): Promise<Map<string, Quote>> {
    const { live, clock, log } = this.#options;
    const found = new Map<string, Quote>();
    const now = clock.now();
    for (const [symbol, at] of this.#askedAt) if (at < now - againMs) this.#askedAt.delete(symbol);
    const wanted = symbols.filter((symbol) => !this.#askedAt.has(symbol)).slice(0, mostAtOnce);
    if (wanted.length === 0) return found;
    for (const symbol of wanted) this.#askedAt.set(symbol, now);
    const { promise: waited, resolve: stop } = Promise.withResolvers<void>();
    const timer = setTimeout(stop, waitMs);
    try {
      await using _ = await live.follow(wanted, ({ quote }) => {
        found.set(quote.symbol, quote);
        if (found.size === wanted.length) stop();
      });
      await waited;
    } catch (err) {
      log.debug({ err }, 'first quotes cannot be asked for now');
    } finally {
      clearTimeout(timer);
    }
    return found;
  }
}
