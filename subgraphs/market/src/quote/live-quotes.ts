import type { Resume } from '@lzstock/kit/live/resume';
import { newestWins } from '@lzstock/kit/newest-wins';
import { RedisUnavailable } from '@lzstock/kit/redis/failure';
import { Refusal } from '@lzstock/kit/refusal';
import type { Interest } from '../ingest/interest.ts';
import type { InterestTeller } from '../ingest/interest-channel.ts';
import {
  gapBetween,
  isNewer,
  isSame,
  joinGaps,
  type Quote,
  type QuoteGap,
  type ToldQuote,
  type Trade,
} from './quote.ts';
import type { QuoteHub } from './quote-hub.ts';
import type { QuoteReader } from './quote-reader.ts';

export interface LiveQuotesOptions {
  readonly hub: QuoteHub;
  readonly reader: QuoteReader;
  readonly interest: Interest;
  readonly teller: InterestTeller;
}

const mostTrades = 1_000;

export interface StreamAsked {
  readonly everyTrade?: boolean;
  /** What the reader of a single symbol heard last, before it lost its connection: the first newer quote carries the gap since. */
  readonly resume?: Resume | null;
}

/** Tells what was lost before the first quote that is not older than what a reader had heard; null of every other quote. */
function gapSince(resume: Resume | null): (quote: Quote) => QuoteGap | null {
  let heard = resume?.epoch ? { epoch: resume.epoch, seq: resume.seq } : null;
  return (quote) => {
    if (!heard) return null;
    if (isNewer(heard, quote)) return null;
    const gap = gapBetween(heard, quote, true);
    heard = null;
    return gap;
  };
}

/** Readers of live quotes, each with the present value first and nothing older behind anything newer. */
export class LiveQuotes {
  readonly #options: LiveQuotesOptions;

  constructor(options: LiveQuotesOptions) {
    this.#options = options;
  }

  /**
   * Tells `told` the present quote of each symbol and then every newer one, until disposed; a gap is what was lost between two that it was told. Symbols nobody
   * knows are waited for. Rejects with a refusal while ticks cannot be listened to.
   */
  async follow(symbols: readonly string[], told: (quote: ToldQuote) => void): Promise<AsyncDisposable> {
    const { hub, reader, interest, teller } = this.#options;
    await using parts = new AsyncDisposableStack();
    const last = new Map<string, Quote>();
    const take = (next: ToldQuote) => {
      const { quote } = next;
      const before = last.get(quote.symbol);
      const restated = before && isSame(quote, before) && before.state !== quote.state;
      if (before && !restated && !isNewer(quote, before)) return;
      last.set(quote.symbol, quote);
      told(before ? next : { ...next, gap: null });
    };
    const joined = await Promise.allSettled(symbols.map((symbol) => hub.join(symbol, take)));
    for (const each of joined) if (each.status === 'fulfilled') parts.use(each.value);
    const refused = joined.find((each) => each.status === 'rejected');
    if (refused?.reason instanceof RedisUnavailable)
      throw new Refusal('SUBGRAPH_UNAVAILABLE', 'Live prices cannot be followed at present; try again in a moment');
    if (refused) throw refused.reason;
    const held = parts.use(interest.hold(symbols));
    teller.wants(held.fresh);
    for (const quote of (await reader.read(symbols)).values()) take({ quote: hub.prime(quote), gap: null, trades: [] });
    return parts.move();
  }

  /**
   * The same as an iterator that keeps one unread quote per symbol, with the gaps of those it replaced and, for who asks for `everyTrade`, their trades: where
   * a thousand of a symbol wait, the oldest are lost and a gap says so. Ending it lets go of everything.
   */
  async stream(symbols: readonly string[], asked: StreamAsked = {}): Promise<AsyncIterableIterator<ToldQuote>> {
    const { everyTrade = false, resume = null } = asked;
    const missed = gapSince(resume);
    const gaps = new Map<string, QuoteGap>();
    const trades = new Map<string, Trade[]>();
    const announce = (symbol: string, gap: QuoteGap) => gaps.set(symbol, joinGaps(gaps.get(symbol) ?? null, gap));
    const keep = (symbol: string, more: readonly Trade[]) => {
      const unread = trades.get(symbol) ?? [];
      unread.push(...more);
      trades.set(symbol, unread);
      if (unread.length <= mostTrades) return;
      unread.splice(0, unread.length - mostTrades);
      announce(symbol, { from: null, to: null, reason: 'TOO_SLOW' });
    };
    const following = Promise.withResolvers<AsyncDisposable | null>();
    const unread = newestWins<ToldQuote>({
      key: ({ quote }) => quote.symbol,
      onReturn: () => void following.promise.then((followed) => followed?.[Symbol.asyncDispose]()),
    });
    try {
      const followed = await this.follow(symbols, (told) => {
        const gap = missed(told.quote) ?? told.gap;
        if (gap) announce(told.quote.symbol, gap);
        if (everyTrade && told.trades) keep(told.quote.symbol, told.trades);
        unread.push(told);
      });
      following.resolve(followed);
    } catch (error) {
      following.resolve(null);
      throw error;
    }
    const stream: AsyncIterableIterator<ToldQuote> = {
      async next() {
        const step = await unread.next();
        if (step.done) return step;
        const { quote } = step.value;
        const gap = gaps.get(quote.symbol) ?? null;
        gaps.delete(quote.symbol);
        const traded = trades.get(quote.symbol) ?? [];
        trades.delete(quote.symbol);
        return { value: { quote, gap, trades: everyTrade ? traded : null }, done: false };
      },
      async return() {
        await unread.return?.();
        await (await following.promise)?.[Symbol.asyncDispose]();
        return { value: undefined, done: true };
      },
      async throw(error) {
        await unread.return?.();
        throw error;
      },
      [Symbol.asyncIterator]: () => stream,
    };
    return stream;
  }
}
