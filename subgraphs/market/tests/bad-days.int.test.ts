import { describe, expect, it } from '@jest/globals';
import { connectRedis } from '@lzstock/kit/redis/server';
import { countedRedis } from '@lzstock/kit/testing/count-redis';
import { describeWithRedis } from '@lzstock/kit/testing/needs';
import { chaosProxy } from '@lzstock/kit/testing/proxy';
import { Redis } from 'ioredis';
import { startMarket } from '../src/market.ts';
import { ScriptedFeed } from './scripted-feed.ts';
import { type Answer, eventually, instruments, log, type Reader, read, world } from './world.ts';

const quotes = `subscription ($symbols: [ID!]!) {
  quotes(symbols: $symbols) { symbol last seq epoch state gap { from to reason } }
}`;

interface Told {
  readonly symbol: string;
  readonly epoch: string;
  readonly seq: number;
  readonly state: string;
  readonly gap: { readonly from: number | null; readonly to: number | null; readonly reason: string } | null;
}

const told = (reader: Reader): Told[] => reader.events.map((event: Answer) => event.data.quotes);

function expectNewerOnly(all: readonly Told[]): void {
  const live = all.filter(({ state }) => state === 'LIVE').map(({ symbol, epoch, seq }) => `${symbol} ${epoch} ${seq}`);
  expect(new Set(live).size).toBe(live.length);
  for (const { 0: symbol } of new Set(all.map((each) => [each.symbol]))) {
    const epochs = all.filter((each) => each.symbol === symbol).map(({ epoch }) => epoch);
    expect(epochs).toEqual([...epochs].sort());
  }
}

await describeWithRedis('on a bad day of Redis', (url) => {
  it('fifty instruments with quotes are one read of it', async () => {
    await using counted = await countedRedis(url());
    await using it_ = await world({ redisUrl: counted.url });
    const symbols = Array.from({ length: 50 }, (_, i) => `R${i}`);
    await it_.list(...symbols);
    await eventually('all quotes', async () => {
      const { data } = await instruments(it_.market.url, symbols, 'quote { last }');
      return data.every((each: { quote: unknown }) => each.quote);
    });
    const { commands } = await counted.count(() =>
      instruments(it_.market.url, symbols, 'quote { last previousClose state }'),
    );
    expect(commands.filter((command) => /^h?m?get$/.test(command))).toEqual(['hmget']);
  });

  it('a stream goes on after its connections were cut: what was lost is told, nothing comes twice', async () => {
    await using proxy = await chaosProxy({ to: url() });
    await using it_ = await world({ redisUrl: proxy.url });
    await it_.list('NVDA', 'ZZZT');
    await using reader = read(it_.market.url, quotes, { symbols: ['NVDA', 'ZZZT'] });
    await reader.next(({ data }) => data.quotes.symbol === 'NVDA');
    await reader.next(({ data }) => data.quotes.symbol === 'ZZZT');
    proxy.cut();
    const cutAt = reader.events.length;
    await eventually('both to go on', () =>
      ['NVDA', 'ZZZT'].every(
        (symbol) =>
          told(reader)
            .slice(cutAt)
            .filter((each) => each.symbol === symbol).length > 4,
      ),
    );
    const all = told(reader);
    expectNewerOnly(all);
    for (const symbol of ['NVDA', 'ZZZT']) {
      const own = all.filter((each) => each.symbol === symbol);
      expect(own.filter(({ gap }) => gap).length).toBeLessThanOrEqual(1);
      for (const [i, { epoch, gap }] of own.entries())
        if (i > 0 && epoch !== own[i - 1]!.epoch) expect(gap).toEqual({ from: null, to: null, reason: 'NEW_EPOCH' });
    }
  });

  it('a stream goes on after Redis was killed and comes back empty: stale meanwhile, one gap, a new epoch, nothing twice', async () => {
    await using proxy = await chaosProxy({ to: url() });
    await using it_ = await world({ redisUrl: proxy.url });
    await it_.list('NVDA', 'ZZZT');
    await using reader = read(it_.market.url, quotes, { symbols: ['NVDA', 'ZZZT'] });
    const { epoch } = await eventually('this market to tell quotes', () => it_.market.ingest.quote('ZZZT'));
    for (const symbol of ['NVDA', 'ZZZT'])
      await reader.next(({ data }) => data.quotes.symbol === symbol && data.quotes.epoch === epoch);

    const lostAt = reader.events.length;
    await proxy.refuse();
    await reader.next(({ data }) => data.quotes.state === 'STALE');
    const away = await instruments(it_.market.url, ['ZZZT'], 'quote { last state }');
    expect(away.data[0].quote).toMatchObject({ state: 'LIVE', last: expect.any(String) });
    await emptyIt(url());
    await proxy.heal();

    for (const symbol of ['NVDA', 'ZZZT', 'NVDA', 'ZZZT'])
      await reader.next(({ data }) => data.quotes.symbol === symbol && data.quotes.epoch > epoch);
    const all = told(reader);
    expectNewerOnly(all);
    for (const symbol of ['NVDA', 'ZZZT']) {
      const gaps = all
        .slice(lostAt)
        .filter((each) => each.symbol === symbol)
        .flatMap(({ gap }) => (gap ? [gap] : []));
      expect(gaps).toEqual([{ from: null, to: null, reason: 'NEW_EPOCH' }]);
    }
  });

  it('quotes are answered from memory while Redis says nothing, before its silence counts as a failure', async () => {
    await using proxy = await chaosProxy({ to: url() });
    await using it_ = await world({ redisUrl: proxy.url });
    await it_.list('NVDA');
    const last = async () => (await instruments(it_.market.url, ['NVDA'], 'quote { last }')).data[0].quote?.last;
    await eventually('a quote', last);
    await using other = await connectRedis(proxy.url, { log });
    proxy.blackhole();
    const silence = other.ping().then(
      () => 'Redis answered',
      () => 'Redis was given up',
    );
    expect(await Promise.race([last(), silence])).toMatch(/^\d/);
    await proxy.heal();
  });

  it('one of two processes ingests, for the readers of both, and the other takes over', async () => {
    const [first, second] = [new ScriptedFeed(), new ScriptedFeed()];
    await using it_ = await world({ redisUrl: url(), config: { feed: first } });
    await it_.list('AAPL');
    await eventually('the first to lead', () => first.running);
    await using redis = await connectRedis(url(), { log });
    await using parts = new AsyncDisposableStack();
    const other = parts.use(await startMarket({ databaseUrl: it_.database.url, redis, port: 0, log, feed: second }));
    await using reader = read(other.url, quotes, { symbols: ['AAPL'] });
    await eventually('its interest to be heard', () => first.watched.has('AAPL'));
    first.trade('AAPL', '270');
    const { epoch } = (await reader.next()).data.quotes as Told;
    expect(second.running).toBe(false);

    await it_.market[Symbol.asyncDispose]();
    await eventually('the second to lead', () => second.running && second.watched.has('AAPL'));
    second.trade('AAPL', '271');
    const after = (await reader.next()).data.quotes;
    expect(after).toMatchObject({ last: '271', seq: 1, gap: { from: null, to: null, reason: 'NEW_EPOCH' } });
    expect(after.epoch > epoch).toBe(true);
  });

  it('what the reader of a process that died wanted is forgotten', async () => {
    const feed = new ScriptedFeed();
    await using it_ = await world({ redisUrl: url(), config: { feed } });
    await it_.list('AAPL');
    await eventually('it to lead', () => feed.running);
    await it_.redis.pubsub.publish([
      { channel: 'market:interest', text: JSON.stringify({ from: 'gone', symbols: ['AAPL'], whole: true }) },
    ]);
    await eventually('interest', () => feed.watched.has('AAPL'));
    await eventually('it to be forgotten', () => !feed.watched.has('AAPL'));
  });
});

async function emptyIt(url: string): Promise<void> {
  const client = new Redis(url);
  await client.flushdb();
  client.disconnect();
}

describe('on a bad day of the feed', () => {
  it('a silent source makes its quotes stale, told to readers too, until it speaks', async () => {
    const feed = new ScriptedFeed(300);
    await using it_ = await world({ config: { feed } });
    await it_.list('AAPL', 'MSFT');
    await eventually('it to run', () => feed.running);
    await using reader = read(it_.market.url, quotes, { symbols: ['AAPL'] });
    feed.trade('AAPL', '270');
    expect((await reader.next()).data.quotes.state).toBe('LIVE');
    const stale = (await reader.next(({ data }) => data.quotes.state !== 'LIVE')).data.quotes;
    expect(stale).toMatchObject({ state: 'STALE', last: '270', gap: null });
    const { data } = await instruments(it_.market.url, ['AAPL'], 'quote { state last }');
    expect(data[0].quote).toEqual({ state: 'STALE', last: '270' });
    feed.trade('AAPL', '271');
    const live = (await reader.next()).data.quotes;
    expect(live).toMatchObject({ state: 'LIVE', last: '271' });
    expect(live.seq).toBeGreaterThan(stale.seq);
  });

  it('a market that closes makes its quotes closed', async () => {
    const feed = new ScriptedFeed();
    await using it_ = await world({ config: { feed } });
    await it_.list('AAPL');
    await eventually('it to run', () => feed.running);
    await using reader = read(it_.market.url, quotes, { symbols: ['AAPL'] });
    feed.trade('AAPL', '270');
    await reader.next();
    feed.open = false;
    const closed = await reader.next(({ data }) => data.quotes.state !== 'LIVE');
    expect(closed.data.quotes).toMatchObject({ state: 'CLOSED', last: '270' });
  });

  it('a halt is shown', async () => {
    const feed = new ScriptedFeed();
    await using it_ = await world({ config: { feed } });
    await it_.list('AAPL');
    await eventually('it to run', () => feed.running);
    await using reader = read(it_.market.url, quotes, { symbols: ['AAPL'] });
    feed.trade('AAPL', '270', { halted: true });
    expect((await reader.next()).data.quotes.state).toBe('HALTED');
  });
});

describe('on a bad day of PostgreSQL', () => {
  it('quotes and candles are still answered', async () => {
    await using it_ = await world();
    await it_.list('NVDA', 'ZZZT');
    await eventually(
      'a quote',
      async () => (await instruments(it_.market.url, ['ZZZT'], 'quote { last }')).data[0].quote,
    );
    await it_.database[Symbol.asyncDispose]();
    const { data, errors } = await instruments(
      it_.market.url,
      ['ZZZT'],
      'quote { last } candles(interval: HOUR, last: 10) { close }',
    );
    expect(errors).toBeUndefined();
    expect(data[0].quote.last).not.toBeNull();
    expect(data[0].candles).toHaveLength(10);
    expect((await fetch(it_.market.url.replace('/graphql', '/health'))).status).toBe(503);
  });
});

describe('while Redis is away', () => {
  it('market says that it is degraded, with 200 and without an address', async () => {
    await using it_ = await world();
    const health = async () => {
      const response = await fetch(it_.market.url.replace('/graphql', '/health'));
      return [response.status, await response.json()];
    };
    expect(await health()).toEqual([200, { status: 'ready' }]);
    await it_.redis[Symbol.asyncDispose]();
    expect(await health()).toEqual([200, { status: 'degraded', missing: ['Redis'] }]);
  });
});
