import { describe, expect, it } from '@jest/globals';
import { createLog } from '@lzstock/kit/log';
import { memoryRedis } from '@lzstock/kit/redis/memory';
import type { ChannelListener, Redis } from '@lzstock/kit/redis/ports';
import { tickChannel } from '@lzstock/schema/market/ticks';
import { manualClock } from '../manual-clock.ts';
import type { ToldQuote, TradedQuote } from './quote.ts';
import { QuoteHub } from './quote-hub.ts';
import { toWire } from './quote-wire.ts';

const log = createLog({ name: 'test', level: 'silent' });
const quote = (seq: number, epoch = 'a', symbol = 'AAPL'): TradedQuote => ({
  symbol,
  last: BigInt(seq),
  previousClose: null,
  bid: null,
  ask: null,
  day: null,
  minute: null,
  asOf: 0,
  receivedAt: 0,
  source: 'test',
  state: 'LIVE',
  simulated: false,
  epoch,
  seq,
  trades: [],
});

const trade = { number: 1, price: 1n, size: 1n, time: 0 };

/** A symbol that travels on the channel of AAPL. */
const neighbour = Array.from({ length: 1_000 }, (_, i) => `S${i}`).find(
  (symbol) => tickChannel(symbol) === tickChannel('AAPL'),
)!;

/** A hub over a Redis in memory, whose connection can be lost; the newest quotes are there once `read` has resolved. */
function hub(newest: TradedQuote[] = [], read: Promise<void> = Promise.resolve()) {
  const memory = memoryRedis();
  const listeners: ChannelListener[] = [];
  const redis: Redis = {
    ...memory,
    pubsub: {
      publish: (messages) => memory.pubsub.publish(messages),
      subscribe(channel, listener) {
        listeners.push(listener);
        return memory.pubsub.subscribe(channel, listener);
      },
      get channels() {
        return memory.pubsub.channels;
      },
    },
  };
  const clock = manualClock(0);
  const reads: (readonly string[])[] = [];
  const of = new QuoteHub({
    redis,
    clock,
    log,
    newest: async (symbols) => {
      reads.push(symbols);
      await read;
      return new Map(newest.filter(({ symbol }) => symbols.includes(symbol)).map((each) => [each.symbol, each]));
    },
  });
  const told: ToldQuote[] = [];
  const tell = (...quotes: TradedQuote[]) =>
    memory.pubsub.publish(
      quotes.map((each) => ({ channel: tickChannel(each.symbol), text: JSON.stringify([toWire(each)]) })),
    );
  return { of, memory, listeners, clock, told, tell, reads, reader: (each: ToldQuote) => void told.push(each) };
}

describe('the hub of quotes', () => {
  it('tells each reader what is newer, drops the rest, and ignores what it cannot read', async () => {
    const { of, memory, told, tell, reader } = hub();
    await of.join('AAPL', reader);
    await tell(quote(1), quote(2), quote(2), quote(1), quote(5), quote(1, 'b'), quote(9), quote(1, 'b', 'MSFT'));
    await memory.pubsub.publish([{ channel: tickChannel('AAPL'), text: 'no json' }]);
    expect(told.map((each) => [each.quote.epoch, each.quote.seq, each.gap?.reason ?? null])).toEqual([
      ['a', 1, null],
      ['a', 2, null],
      ['a', 5, null],
      ['b', 1, 'NEW_EPOCH'],
    ]);
  });

  it('listens to a channel while one reader is left, and to none when all have gone', async () => {
    const { of, memory, told, tell, reader } = hub();
    const [first, second] = [await of.join('AAPL', reader), await of.join('AAPL', () => {})];
    const third = await of.join('MSFT', () => {});
    expect([of.symbols, of.readers]).toEqual([2, 3]);
    await second[Symbol.asyncDispose]();
    await tell(quote(1));
    expect(told).toHaveLength(1);
    await Promise.all([first[Symbol.asyncDispose](), third[Symbol.asyncDispose]()]);
    expect([of.symbols, of.readers, of.channels, memory.pubsub.channels]).toEqual([0, 0, 0, 0]);
  });

  it('tells the last value as stale while its channel is lost, then what is newest, with what was lost', async () => {
    const { of, listeners, clock, told, tell, reads, reader } = hub([quote(7)]);
    await of.join('AAPL', reader);
    await tell(quote(3));
    for (const listener of listeners) listener.lost?.();
    await clock.pass(1_900);
    expect(told).toHaveLength(1);
    await clock.pass(10_000);
    expect(told.slice(1)).toEqual([{ quote: { ...quote(3), state: 'STALE' }, gap: null, trades: [] }]);
    for (const listener of listeners) listener.back?.();
    await clock.pass(0);
    expect(reads).toEqual([['AAPL']]);
    expect(told.slice(2)).toEqual([
      { quote: quote(7), gap: { from: 4, to: 6, reason: 'CONNECTION_LOST' }, trades: [] },
    ]);
    await tell(quote(8), quote(10));
    expect(told.slice(3)).toEqual([
      { quote: quote(8), gap: null, trades: [] },
      { quote: quote(10), gap: null, trades: [] },
    ]);
    await of[Symbol.asyncDispose]();
  });

  it('tells a reader who came while the channel was lost that its value is stale, and what it missed', async () => {
    const newest = [quote(17, 'a', neighbour)];
    const { of, listeners, clock, told, tell, reader } = hub(newest);
    await of.join('AAPL', () => {});
    for (const listener of listeners) listener.lost?.();
    await clock.pass(5_000);
    await of.join(neighbour, reader);
    of.prime(quote(14, 'a', neighbour));
    await clock.pass(5_000);
    for (const listener of listeners) listener.back?.();
    await clock.pass(0);
    await tell(quote(18, 'a', neighbour));
    expect(listeners).toHaveLength(1);
    expect(told.map((each) => [each.quote.seq, each.quote.state, each.gap])).toEqual([
      [14, 'STALE', null],
      [17, 'LIVE', { from: 15, to: 16, reason: 'CONNECTION_LOST' }],
      [18, 'LIVE', null],
    ]);
    expect(of.last(neighbour)).toEqual(quote(18, 'a', neighbour));
    await of[Symbol.asyncDispose]();
  });

  it('announces what a second loss took while the newest quotes were being read after the first', async () => {
    const newest = [quote(7)];
    const { of, listeners, clock, told, tell, reader } = hub(newest);
    await of.join('AAPL', reader);
    await tell(quote(3));
    const [listener] = listeners;
    listener?.lost?.();
    listener?.back?.();
    listener?.lost?.();
    await clock.pass(0);
    newest[0] = quote(12);
    listener?.back?.();
    await clock.pass(0);
    expect(told.map((each) => [each.quote.seq, each.gap])).toEqual([
      [3, null],
      [7, { from: 4, to: 6, reason: 'CONNECTION_LOST' }],
      [12, { from: 8, to: 11, reason: 'CONNECTION_LOST' }],
    ]);
    await of[Symbol.asyncDispose]();
  });

  it('tells what another reader read while the channel was lost, and that it is stale once that lasts', async () => {
    const { of, listeners, clock, told, tell, reader } = hub();
    await of.join('AAPL', reader);
    await tell(quote(3));
    listeners[0]?.lost?.();
    await clock.pass(1_000);
    expect(of.prime(quote(7))).toMatchObject({ seq: 7, state: 'LIVE' });
    await clock.pass(1_000);
    expect(of.last('AAPL')).toMatchObject({ seq: 7, state: 'STALE' });
    expect(of.prime(quote(7))).toMatchObject({ seq: 7, state: 'STALE' });
    expect(of.prime(quote(9))).toMatchObject({ seq: 9, state: 'STALE' });
    expect(of.prime(quote(8))).toMatchObject({ seq: 9, state: 'STALE' });
    await clock.pass(10_000);
    expect(told.map((each) => [each.quote.seq, each.quote.state, each.gap])).toEqual([
      [3, 'LIVE', null],
      [7, 'LIVE', { from: 4, to: 6, reason: 'CONNECTION_LOST' }],
      [7, 'STALE', null],
      [9, 'STALE', { from: 8, to: 8, reason: 'CONNECTION_LOST' }],
    ]);
    await of[Symbol.asyncDispose]();
  });

  it.each([1_000, 2_000])('tells that a value is live again where nothing newer came in %i ms of loss', async (ms) => {
    const { of, listeners, clock, told, tell, reader } = hub([{ ...quote(3), trades: [trade] }]);
    await of.join('AAPL', reader);
    await tell({ ...quote(3), trades: [trade] });
    listeners[0]?.lost?.();
    await clock.pass(ms);
    listeners[0]?.back?.();
    await clock.pass(0);
    expect(told.at(-1)?.quote.state).toBe('LIVE');
    expect(of.last('AAPL')).toMatchObject({ seq: 3, state: 'LIVE' });
    await tell(quote(5));
    expect(told.map((each) => each.gap)).toEqual(told.map(() => null));
    expect(told.flatMap((each) => each.trades)).toEqual([trade]);
    await of[Symbol.asyncDispose]();
  });

  it('announces nothing where two losses took nothing but what is read after the first', async () => {
    const read = Promise.withResolvers<void>();
    const { of, listeners, clock, told, tell, reader } = hub([quote(4)], read.promise);
    await of.join('AAPL', reader);
    await tell(quote(3));
    for (let loss = 0; loss < 2; loss++) {
      listeners[0]?.lost?.();
      listeners[0]?.back?.();
    }
    read.resolve();
    await clock.pass(0);
    await tell(quote(9));
    expect(told.map((each) => [each.quote.seq, each.gap])).toEqual([
      [3, null],
      [4, null],
      [9, null],
    ]);
    await of[Symbol.asyncDispose]();
  });

  it('announces no loss to readers who came when those of the time of the loss had left', async () => {
    const read = Promise.withResolvers<void>();
    const { of, listeners, clock, told, tell, reader } = hub([quote(7)], read.promise);
    const first = await of.join('AAPL', () => {});
    await tell(quote(3));
    listeners[0]?.lost?.();
    listeners[0]?.back?.();
    await first[Symbol.asyncDispose]();
    await of.join('AAPL', reader);
    read.resolve();
    await clock.pass(0);
    expect(of.last('AAPL')).toEqual(quote(7));
    await tell(quote(9));
    expect(told.map((each) => [each.quote.seq, each.gap])).toEqual([
      [7, null],
      [9, null],
    ]);
    await of[Symbol.asyncDispose]();
  });
});
