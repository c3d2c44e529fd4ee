import { afterEach, expect, it } from '@jest/globals';
import { describeWithRedis } from '@lzstock/kit/testing/needs';
import { chaosProxy } from '@lzstock/kit/testing/proxy';
import { ScriptedFeed } from './scripted-feed.ts';
import { eventually, type Reader, read, type World, world } from './world.ts';

const asking = `subscription {
  quotes(symbols: ["ZZZT"], everyTrade: true) { last seq epoch gap { reason } trades { number price size at } }
}`;
const plain = 'subscription { quotes(symbols: ["ZZZT"]) { last trades { number } } }';

interface Trade {
  readonly number: number;
  readonly price: string;
  readonly size: string | null;
  readonly at: string;
}

const trades = ({ events }: Reader): Trade[] => events.flatMap(({ data }) => data.quotes.trades ?? []);

await describeWithRedis('every trade', (url) => {
  let feed: ScriptedFeed;
  let it_: World;
  async function begin(redisUrl: string): Promise<void> {
    feed = new ScriptedFeed();
    it_ = await world({ redisUrl, config: { feed } });
    await it_.list('ZZZT');
    await eventually('the feed to run', () => feed.running);
    feed.trade('ZZZT', '99');
  }
  afterEach(async () => {
    await it_[Symbol.asyncDispose]();
  });

  it('reaches who asks for it with price, size, moment and number, and only them, while quotes give way', async () => {
    await begin(url());
    await using reader = read(it_.market.url, asking);
    await using other = read(it_.market.url, plain);
    await reader.next();
    await other.next();
    const prices = Array.from({ length: 150 }, (_, index) => 100 + (index + 1) / 100);
    for (const price of prices) feed.trade('ZZZT', price.toFixed(2), { size: 7 });
    feed.trade('ZZZT', '104', { size: 0, time: Date.now() - 60_000 });
    await eventually('the last of them', () => trades(reader).at(-1)?.price === '104');
    const told = trades(reader).filter(({ price }) => price !== '99');
    expect(told.slice(0, 150).map(({ price, size }) => [Number(price), size])).toEqual(
      prices.map((price) => [price, '7']),
    );
    expect(told[150]).toMatchObject({ price: '104', size: null });
    expect(Date.parse(told[150]!.at)).toBeLessThan(Date.parse(told[149]!.at));
    expect(told.map(({ number }) => number)).toEqual(told.map((_, index) => told[0]!.number + index));
    expect(reader.events.length).toBeLessThan(100);
    await eventually('the same price', () => other.events.at(-1)?.data.quotes.last === '104');
    expect(other.events.every(({ data }) => data.quotes.trades === null)).toBe(true);
  });

  it('is told once; where some were lost with the connection that carries them, the gap and the numbers say so', async () => {
    await using proxy = await chaosProxy({ to: url() });
    await begin(proxy.url);
    await using reader = read(it_.market.url, asking);
    await reader.next();
    for (let count = 0; count < 5; count++) {
      feed.trade('ZZZT', `10${count}`);
      await reader.next(({ data }) => data.quotes.last === `10${count}`);
    }
    proxy.cut();
    let price = 200;
    await eventually('trades to be told again', () => {
      price += 0.25;
      feed.trade('ZZZT', price.toFixed(2));
      return trades(reader).at(-1)?.price.startsWith('2');
    });
    const seen = reader.events.map(({ data }) => data.quotes);
    const keys = seen.flatMap(({ epoch, trades }) => trades.map(({ number }: Trade) => `${epoch} ${number}`));
    expect(new Set(keys).size).toBe(keys.length);
    let last: { readonly epoch: string; readonly number: number } | null = null;
    for (const { epoch, gap, trades } of seen)
      for (const { number } of trades) {
        if (last && (epoch !== last.epoch || number !== last.number + 1)) expect(gap).not.toBeNull();
        last = { epoch, number };
      }
  });
});
