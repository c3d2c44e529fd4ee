import { describe, expect, it } from '@jest/globals';
import { createLog } from '@lzstock/kit/log';
import { RedisUnavailable } from '@lzstock/kit/redis/failure';
import { memoryRedis } from '@lzstock/kit/redis/memory';
import type { Redis } from '@lzstock/kit/redis/ports';
import { tickChannel } from '@lzstock/schema/market/ticks';
import type { CandleReader } from '../candle/candle-reader.ts';
import { LiveCandles } from '../candle/live-candles.ts';
import { Interest } from '../ingest/interest.ts';
import { InterestTeller } from '../ingest/interest-channel.ts';
import { manualClock } from '../manual-clock.ts';
import { LiveQuotes } from './live-quotes.ts';
import { QuoteHub } from './quote-hub.ts';
import { QuoteReader } from './quote-reader.ts';

const log = createLog({ name: 'test', level: 'silent' });

/** Live quotes over a Redis in memory of which some channels cannot be subscribed. */
function live(refused: (channel: string) => boolean = () => false) {
  const memory = memoryRedis();
  const redis: Redis = {
    ...memory,
    pubsub: {
      publish: (messages) => memory.pubsub.publish(messages),
      subscribe: (channel, listener) =>
        refused(channel)
          ? Promise.reject(new RedisUnavailable('Redis is unavailable: away'))
          : memory.pubsub.subscribe(channel, listener),
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
  return { quotes: new LiveQuotes({ hub, reader, interest, teller }), hub, interest, redis, clock };
}

describe('live quotes', () => {
  it('lets go of every channel it got where one could not be subscribed', async () => {
    const { quotes, hub, interest, redis } = live((channel) => channel === tickChannel('AAPL'));
    const other = ['NVDA', 'MSFT', 'IBM'].filter((symbol) => tickChannel(symbol) !== tickChannel('AAPL'));
    expect(other).not.toHaveLength(0);
    await expect(quotes.follow(['AAPL', ...other], () => {})).rejects.toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE' });
    expect([hub.readers, hub.channels, redis.pubsub.channels, interest.size]).toEqual([0, 0, 0, 0]);
  });

  it('are let go of where the candle in progress cannot be read', async () => {
    const { quotes, hub, interest, clock } = live();
    const candles = { current: () => Promise.reject(new Error('no history now')) } as unknown as CandleReader;
    const liveCandles = new LiveCandles({ quotes, candles, clock, listed: () => true });
    await expect(liveCandles.stream('AAPL', 'MINUTE')).rejects.toThrow('no history now');
    expect([hub.readers, interest.size]).toEqual([0, 0]);
  });
});
