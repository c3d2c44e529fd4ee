import { createFanout, type Fanout } from '@lzstock/kit/fanout';
import type { Log } from '@lzstock/kit/log';
import type { Redis } from '@lzstock/kit/redis/ports';
import { tickChannel, type WireQuote } from '@lzstock/schema/market/ticks';
import type { Clock } from '../clock.ts';
import { gapBetween, isNewer, isSame, type Quote, type ToldQuote, type TradedQuote } from './quote.ts';
import { fromWire } from './quote-wire.ts';

export interface QuoteHubOptions {
  readonly redis: Redis;
  readonly clock: Clock;
  readonly log: Log;
  /** The newest quotes, in one read. Rejects while they cannot be read. */
  readonly newest: (symbols: readonly string[]) => Promise<ReadonlyMap<string, TradedQuote>>;
}

interface Topic {
  readonly emit: (told: ToldQuote) => void;
  last: Quote | null;
  /** What followed `last` may have been missed: the channel was lost since, or has been all the while. */
  interrupted: boolean;
}

/** One time that a channel's connection was lost. */
interface Loss {
  readonly stale: Disposable;
  /** It has lasted for so long that nothing read before its end is shown as live. */
  isLong: boolean;
  isOver: boolean;
}

const staleAfterMs = 2_000;

/**
 * Hands the quotes of the tick channels to this process's readers. A channel is subscribed while anyone reads a symbol of it. When its connection was
 * lost, the newest quotes are read again and the first that tells of it carries the gap; until then they come again as stale.
 */
export class QuoteHub implements AsyncDisposable {
  readonly #options: QuoteHubOptions;
  readonly #topics = new Map<string, Topic>();
  readonly #channels: Fanout<never>;
  readonly #symbols: Fanout<ToldQuote>;
  /** The latest of each channel that is listened to. */
  readonly #losses = new Map<string, Loss>();

  constructor(options: QuoteHubOptions) {
    this.#options = options;
    this.#channels = createFanout<never>((channel) => this.#listen(channel));
    this.#symbols = createFanout<ToldQuote>((symbol, emit) => this.#open(symbol, emit));
  }

  /** Symbols that are read now; zero when every reader has left. */
  get symbols(): number {
    return this.#symbols.topics;
  }

  /** Channels listened to now; zero when every reader has left. */
  get channels(): number {
    return this.#channels.topics;
  }

  get readers(): number {
    return this.#symbols.readers;
  }

  /** The last quote a reader was told, stale while its channel is lost. */
  last(symbol: string): Quote | null {
    const topic = this.#topics.get(symbol);
    if (!topic?.last) return null;
    return topic.interrupted ? { ...topic.last, state: 'STALE' } : topic.last;
  }

  /** Tells `reader` every newer quote of `symbol` from the moment this resolves. Rejects while the channel cannot be listened to. */
  join(symbol: string, reader: (told: ToldQuote) => void): Promise<AsyncDisposable> {
    return this.#symbols.join(symbol, reader);
  }

  /**
   * Takes a quote that was read rather than heard: what later ones are compared with. While its channel is lost every reader is told, as nobody can hear of it.
   * Returns what to show in its place.
   */
  prime(quote: Quote): Quote {
    const topic = this.#topics.get(quote.symbol);
    if (!topic || (topic.last && !topic.interrupted)) return quote;
    this.#tell({ ...quote, trades: [] }, topic.interrupted);
    return topic.last ?? quote;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#symbols[Symbol.asyncDispose]();
    await this.#channels[Symbol.asyncDispose]();
    for (const channel of [...this.#losses.keys()]) this.#forgetLoss(channel);
  }

  async #open(symbol: string, emit: (told: ToldQuote) => void): Promise<AsyncDisposable> {
    const topic: Topic = { emit, last: null, interrupted: false };
    this.#topics.set(symbol, topic);
    try {
      const name = tickChannel(symbol);
      const channel = await this.#channels.join(name, () => {});
      if (this.#losses.get(name)?.isOver === false) topic.interrupted = true;
      return {
        [Symbol.asyncDispose]: async () => {
          this.#topics.delete(symbol);
          await channel[Symbol.asyncDispose]();
        },
      };
    } catch (error) {
      this.#topics.delete(symbol);
      throw error;
    }
  }

  async #listen(channel: string): Promise<AsyncDisposable> {
    const subscription = await this.#options.redis.pubsub.subscribe(channel, {
      message: (text) => this.#heard(text),
      lost: () => this.#isLost(channel),
      back: () => this.#isBack(channel),
    });
    return {
      [Symbol.asyncDispose]: async () => {
        this.#forgetLoss(channel);
        await subscription[Symbol.asyncDispose]();
      },
    };
  }

  #heard(text: string): void {
    try {
      for (const wire of JSON.parse(text) as WireQuote[])
        if (this.#topics.has(wire.s)) this.#tell(fromWire(wire), false);
    } catch (err) {
      this.#options.log.warn({ err }, 'a message on a tick channel is unreadable');
    }
  }

  #tell(told: TradedQuote, interrupted: boolean): void {
    const topic = this.#topics.get(told.symbol);
    if (!topic) return;
    const quote = interrupted ? this.#shown(told) : told;
    const { last } = topic;
    if (last && isSame(quote, last)) {
      topic.interrupted &&= interrupted;
      if (quote.state === last.state) return;
      topic.last = quote;
      topic.emit({ quote, gap: null, trades: [] });
      return;
    }
    if (last && !isNewer(quote, last)) return;
    const gap = last && gapBetween(last, quote, topic.interrupted);
    topic.last = quote;
    topic.interrupted = interrupted;
    topic.emit({ quote, gap, trades: quote.trades });
  }

  /** A quote that was read, as it is to be shown. */
  #shown(quote: TradedQuote): TradedQuote {
    const loss = this.#losses.get(tickChannel(quote.symbol));
    return quote.state === 'LIVE' && loss?.isLong && !loss.isOver ? { ...quote, state: 'STALE' } : quote;
  }

  #of(channel: string): [string, Topic][] {
    return [...this.#topics].filter(([symbol]) => tickChannel(symbol) === channel);
  }

  #isLost(channel: string): void {
    for (const [, topic] of this.#of(channel)) topic.interrupted = true;
    this.#forgetLoss(channel);
    const stale = this.#options.clock.every(staleAfterMs, () => {
      loss.isLong = true;
      for (const [, topic] of this.#of(channel)) {
        if (topic.last?.state !== 'LIVE') continue;
        topic.last = { ...topic.last, state: 'STALE' };
        topic.emit({ quote: topic.last, gap: null, trades: [] });
      }
    });
    const loss: Loss = { stale, isLong: false, isOver: false };
    this.#losses.set(channel, loss);
  }

  /** A quote that is read says nothing of what a further loss takes while it is on its way here. */
  #isBack(channel: string): void {
    const loss = this.#losses.get(channel);
    if (!loss) return;
    loss.stale[Symbol.dispose]();
    loss.isOver = true;
    const symbols = this.#of(channel).map(([symbol]) => symbol);
    this.#options.newest(symbols).then(
      (quotes) => {
        const now = this.#losses.get(channel);
        const lostAgain = now !== undefined && now !== loss;
        for (const quote of quotes.values()) this.#tell(quote, lostAgain);
      },
      (err: unknown) =>
        this.#options.log.warn({ err, channel }, 'quotes cannot be read after a loss; the next ones tell'),
    );
  }

  #forgetLoss(channel: string): void {
    this.#losses.get(channel)?.stale[Symbol.dispose]();
    this.#losses.delete(channel);
  }
}
