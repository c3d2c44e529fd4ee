import { describe, expect, it } from '@jest/globals';
import { createLog } from '@lzstock/kit/log';
import { RedisUnavailable } from '@lzstock/kit/redis/failure';
import { memoryRedis } from '@lzstock/kit/redis/memory';
import type { ChannelListener, Redis } from '@lzstock/kit/redis/ports';
import { quotesMap, tickChannel } from '@lzstock/schema/market/ticks';
import type { CandleReader } from '../candle/candle-reader.ts';
import { LiveCandles } from '../candle/live-candles.ts';
import { Interest } from '../ingest/interest.ts';
import { InterestTeller } from '../ingest/interest-channel.ts';
import { manualClock } from '../manual-clock.ts';
import { LiveQuotes } from './live-quotes.ts';
import type { Trade, TradedQuote } from './quote.ts';
import { QuoteHub } from './quote-hub.ts';
import { QuoteReader } from './quote-reader.ts';
import { toWire } from './quote-wire.ts';

const log = createLog({ name: 'test', level: 'silent' });

const quote: TradedQuote = {
  symbol: 'AAPL',
  last: 1n,
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
  epoch: 'a',
  seq: 0,
  trades: [],
};

/** Live quotes over a Redis in memory of which some channels cannot be subscribed. */
function live(refused: (channel: string) => boolean = () => false) {
  const memory = memoryRedis();
  const listeners: ChannelListener[] = [];
  const redis: Redis = {
    ...memory,
    pubsub: {
      publish: (messages) => memory.pubsub.publish(messages),
      subscribe(channel, listener) {
        if (refused(channel)) return Promise.reject(new RedisUnavailable('Redis is unavailable: away'));
        listeners.push(listener);
        return memory.pubsub.subscribe(channel, listener);
      },
      get channels() {
        return memory.pubsub.channels;
      },
    },
  };
  const clock = manualClock(0);
  const interest = new Interest();
  const reader = new QuoteReader({ redis, clock, log, freshMs: 1_000, known: () => null });
  const hub = new QuoteHub({ redis, clock, log, newest: (symbols) => reader.newest(symbols) });
  const teller = new InterestTeller({ redis, interest, clock, log });
  return { quotes: new LiveQuotes({ hub, reader, interest, teller }), hub, interest, redis, clock, listeners };
}

describe('live quotes', () => {
  it('lets go of every channel it got where one could not be subscribed', async () => {
    const { quotes, hub, interest, redis } = live((channel) => channel === tickChannel('AAPL'));
    const other = ['NVDA', 'MSFT', 'IBM'].filter((symbol) => tickChannel(symbol) !== tickChannel('AAPL'));
    expect(other).not.toHaveLength(0);
    await expect(quotes.follow(['AAPL', ...other], () => {})).rejects.toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE' });
    expect([hub.readers, hub.channels, redis.pubsub.channels, interest.size]).toEqual([0, 0, 0, 0]);
  });

  it('tell a slow reader who asked every trade of what it missed, and announce those that were too many', async () => {
    const { quotes, redis } = live();
    const stream = await quotes.stream(['AAPL'], { everyTrade: true });
    const other = await quotes.stream(['AAPL']);
    let number = 0;
    const trade = (count: number) => {
      const trades = Array.from({ length: count }, () => ({ number: ++number, price: 1n, size: 1n, time: 0 }));
      const text = JSON.stringify([toWire({ ...quote, seq: number, trades })]);
      return redis.pubsub.publish([{ channel: tickChannel('AAPL'), text }]);
    };
    await trade(1);
    await stream.next();
    for (let turn = 0; turn < 3; turn++) await trade(2);
    const { value } = await stream.next();
    expect(value.quote.seq).toBe(7);
    expect([value.gap, value.trades.map((each: Trade) => each.number)]).toEqual([null, [2, 3, 4, 5, 6, 7]]);
    for (let turn = 0; turn < 3; turn++) await trade(400);
    const late = (await stream.next()).value;
    expect(late.trades.map((each: Trade) => each.number)).toEqual(Array.from({ length: 1_000 }, (_, i) => 208 + i));
    expect(late.gap).toEqual({ from: null, to: null, reason: 'TOO_SLOW' });
    expect((await other.next()).value).toMatchObject({ trades: null, gap: null });
    await stream.return?.();
    await other.return?.();
  });

  it('tell a reader who comes back what was lost since the quote it heard last, once', async () => {
    const { quotes, redis } = live();
    const told = async (resume: { epoch: string; seq: number } | null, ...seen: [epoch: string, seq: number][]) => {
      const stream = await quotes.stream(['AAPL'], { resume });
      const gaps = [];
      for (const [epoch, seq] of seen) {
        const text = JSON.stringify([toWire({ ...quote, epoch, seq })]);
        await redis.pubsub.publish([{ channel: tickChannel('AAPL'), text }]);
        gaps.push((await stream.next()).value.gap);
      }
      await stream.return?.();
      return gaps;
    };
    const lost = { from: 5, to: 7, reason: 'CONNECTION_LOST' };
    const unknown = { from: null, to: null, reason: 'NEW_EPOCH' };
    expect(await told({ epoch: 'b', seq: 4 }, ['b', 8], ['b', 10])).toEqual([lost, null]);
    expect(await told({ epoch: 'b', seq: 4 }, ['c', 1], ['c', 2])).toEqual([unknown, null]);
    expect(await told({ epoch: 'b', seq: 4 }, ['a', 9], ['b', 8])).toEqual([null, { ...unknown, ...lost }]);
    expect(await told({ epoch: 'b', seq: 4 }, ['b', 4], ['b', 9])).toEqual([null, null]);
    expect(await told(null, ['b', 8], ['b', 12])).toEqual([null, null]);
  });

  it('tell a slow reader of all that was lost where there were several losses before it read', async () => {
    const { quotes, redis, listeners } = live();
    const stream = await quotes.stream(['AAPL']);
    for (const seq of [1, 4, 7, 8]) {
      await redis.pubsub.publish([{ channel: tickChannel('AAPL'), text: JSON.stringify([toWire({ ...quote, seq })]) }]);
      if (seq === 1) await stream.next();
      for (const listener of listeners) listener.lost?.();
    }
    const { value } = await stream.next();
    expect([value.quote.seq, value.gap]).toEqual([8, { from: 2, to: 6, reason: 'CONNECTION_LOST' }]);
    await stream.return?.();
  });

  it('tell a slow reader which quotes were lost where more trades waited than may as well', async () => {
    const { quotes, redis, listeners } = live();
    const stream = await quotes.stream(['AAPL'], { everyTrade: true });
    const trades = Array.from({ length: 400 }, (_, number) => ({ number, price: 1n, size: 1n, time: 0 }));
    for (const seq of [1, 4, 5, 6, 7]) {
      const text = JSON.stringify([toWire({ ...quote, seq, trades })]);
      await redis.pubsub.publish([{ channel: tickChannel('AAPL'), text }]);
      if (seq === 1) for (const listener of listeners) listener.lost?.();
    }
    const { value } = await stream.next();
    expect([value.quote.seq, value.trades.length]).toEqual([7, 1_000]);
    expect(value.gap).toEqual({ from: 2, to: 3, reason: 'CONNECTION_LOST' });
    await stream.return?.();
  });

  it('tell all readers the same while only their channel is lost, and who comes then of no loss before', async () => {
    const { quotes, hub, redis, clock, listeners } = live();
    const seen: Record<string, unknown[]> = { first: [], second: [], third: [] };
    const follow = (name: string) =>
      quotes.follow(['AAPL'], ({ quote: { seq, state }, gap }) => void seen[name]?.push([seq, state, gap]));
    await follow('first');
    const text = (seq: number) => JSON.stringify(toWire({ ...quote, seq }));
    await redis.pubsub.publish([{ channel: tickChannel('AAPL'), text: `[${text(3)}]` }]);
    for (const listener of listeners) listener.lost?.();
    await redis.newest.offer(quotesMap, [{ field: 'AAPL', epoch: 'a', seq: 7, value: text(7) }]);
    await follow('second');
    await clock.pass(2_000);
    await follow('third');
    await clock.pass(60_000);
    const lost = { from: 4, to: 6, reason: 'CONNECTION_LOST' };
    expect(seen).toEqual({
      first: [
        [3, 'LIVE', null],
        [7, 'LIVE', lost],
        [7, 'STALE', null],
      ],
      second: [
        [7, 'LIVE', null],
        [7, 'STALE', null],
      ],
      third: [[7, 'STALE', null]],
    });
    await hub[Symbol.asyncDispose]();
  });

  it('are let go of where the candle in progress cannot be read', async () => {
    const { quotes, hub, interest, clock } = live();
    const candles = { current: () => Promise.reject(new Error('no history now')) } as unknown as CandleReader;
    const liveCandles = new LiveCandles({ quotes, candles, clock, listed: () => true });
    await expect(liveCandles.stream('AAPL', 'MINUTE')).rejects.toThrow('no history now');
    expect([hub.readers, interest.size]).toEqual([0, 0]);
  });
});
