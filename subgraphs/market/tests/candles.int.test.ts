import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { countSql } from '@lzstock/kit/testing/count-sql';
import { systemClock } from '../src/clock.ts';
import { SimulatedFeed } from '../src/feed/simulated/simulated-feed.ts';
import { startMarket } from '../src/market.ts';
import { eventually, instruments, log, read, type World, world } from './world.ts';

const fields = 'openTime open high low close volume complete simulated';
const minutes = (text: string): number => Date.parse(text) / 60_000;

describe('candles', () => {
  let it_: World;
  beforeAll(async () => {
    it_ = await world();
    await it_.list('NVDA', 'AAPL', 'ZZZT', 'YYYT', ...Array.from({ length: 50 }, (_, i) => `S${i}`));
  });
  afterAll(async () => {
    await it_[Symbol.asyncDispose]();
  });

  async function candles(symbol: string, args: string) {
    const { data, errors } = await instruments(it_.market.url, [symbol], `candles(${args}) { ${fields} }`);
    expect(errors).toBeUndefined();
    return data[0].candles;
  }

  it('answer every field, the newest incomplete', async () => {
    const all = await candles('NVDA', 'interval: MINUTE, last: 30');
    expect(all).toHaveLength(30);
    for (const [field, value] of Object.entries(all[29])) expect([field, value]).not.toEqual([field, null]);
    expect(all.map((c: { complete: boolean }) => c.complete)).toEqual([...Array(29).fill(true), false]);
    for (let i = 1; i < 30; i++) expect(minutes(all[i].openTime) - minutes(all[i - 1].openTime)).toBe(1);
    expect(all.every((c: { simulated: boolean }) => c.simulated)).toBe(true);
  });

  it.each([
    ['MINUTE', 5000],
    ['FIVE_MINUTES', 200],
    ['FIFTEEN_MINUTES', 200],
    ['HOUR', 200],
    ['DAY', 1300],
    ['WEEK', 200],
    ['MONTH', 60],
  ])('of %s reach back %s at least', async (interval, last) => {
    const all = await candles('AAPL', `interval: ${interval}, last: ${last}`);
    expect(all).toHaveLength(last);
    const opens = all.map((c: { openTime: string }) => Date.parse(c.openTime));
    expect(opens).toEqual([...new Set(opens)].sort((a, b) => (a as number) - (b as number)));
  });

  it('are the same a second time, from what was kept, and as the feed has them', async () => {
    const to = new Date(Math.floor(Date.now() / 3_600_000) * 3_600_000).toISOString();
    const first = await candles('ZZZT', `interval: FIVE_MINUTES, to: "${to}", last: 100`);
    const { statements, result: second } = await countSql(it_.market.database.orm, () =>
      candles('ZZZT', `interval: FIVE_MINUTES, to: "${to}", last: 100`),
    );
    expect(second).toEqual(first);
    expect(statements.filter((statement) => /^\s*insert/i.test(statement))).toEqual([]);
    const feed = new SimulatedFeed({ seed: 1, hours: 'always', clock: systemClock });
    const [fed] = await feed.history(
      'ZZZT',
      'MINUTE',
      Date.parse(first[0].openTime),
      Date.parse(first[0].openTime) + 60_000,
    );
    expect(Number(first[0].open)).toBe(Number(fed!.open) / 1e8);
  });

  it('keep to their span', async () => {
    const args = 'interval: DAY, from: "2026-01-05T05:00:00Z", to: "2026-01-12T05:00:00Z"';
    const days = await candles('ZZZT', args);
    expect(days.map((c: { openTime: string }) => c.openTime.slice(0, 10))).toEqual([
      '2026-01-05',
      '2026-01-06',
      '2026-01-07',
      '2026-01-08',
      '2026-01-09',
    ]);
    expect(
      (await candles('ZZZT', `${args}, last: 2`)).map((c: { openTime: string }) => c.openTime.slice(0, 10)),
    ).toEqual(['2026-01-08', '2026-01-09']);
    expect(await candles('ZZZT', 'interval: DAY, from: "2026-01-10T05:00:00Z", to: "2026-01-11T05:00:00Z"')).toEqual(
      [],
    );
    expect(await candles('ZZZT', 'interval: MINUTE, from: "2031-01-10T05:00:00Z"')).toEqual([]);
    const long = await candles('ZZZT', 'interval: MINUTE, from: "2020-03-02T15:00:00Z", to: "2020-03-02T15:10:00Z"');
    expect(long).toHaveLength(10);
    const ancient = await candles('ZZZT', 'interval: MONTH, from: "1995-01-01T00:00:00Z", to: "1996-01-01T00:00:00Z"');
    expect(ancient).toHaveLength(12);
    expect(await candles('ZZZT', 'interval: DAY, from: "0001-01-01T00:00:00Z", to: "0002-01-01T00:00:00Z"')).toEqual(
      [],
    );
  });

  it('of a day are those of its hours, and its close the next day’s previous close', async () => {
    const days = await candles('YYYT', 'interval: DAY, last: 2');
    const quote = await eventually(
      'a quote',
      async () => (await instruments(it_.market.url, ['YYYT'], 'quote { previousClose }')).data[0].quote,
    );
    expect(days[0].close).toBe(quote.previousClose);
  });

  it('of fifty instruments are two statements and one read of Redis when they are kept', async () => {
    const symbols = Array.from({ length: 50 }, (_, i) => `S${i}`);
    const asked = () => instruments(it_.market.url, symbols, 'candles(interval: DAY, last: 20) { close }');
    const first = await asked();
    const { statements, result } = await countSql(it_.market.database.orm, asked);
    expect(result.data.map((each: { candles: unknown[] }) => each.candles.length)).toEqual(symbols.map(() => 20));
    expect(result.data[7].candles.slice(0, 19)).toEqual(first.data[7].candles.slice(0, 19));
    expect(statements.filter((statement) => /candle_/.test(statement))).toHaveLength(2);
  });

  it('are fetched once when many ask at once', async () => {
    const { statements } = await countSql(it_.market.database.orm, () =>
      Promise.all(Array.from({ length: 8 }, () => candles('S1', 'interval: HOUR, last: 30'))),
    );
    expect(
      statements.filter((statement) => /^\s*insert into candle_minute/i.test(statement)).length,
    ).toBeLessThanOrEqual(2);
    const inserts = statements.filter((statement) => /^\s*insert into candle_span/i.test(statement));
    expect(inserts).toHaveLength(1);
  });

  it('are null for what is not listed', async () => {
    expect(await candles('NONE', 'interval: DAY')).toBeNull();
  });

  it.each([
    ['from', 'interval: DAY, from: "2026-01-02T00:00:00Z", to: "2026-01-01T00:00:00Z"'],
    ['from', 'interval: DAY, from: "long ago"'],
    ['to', 'interval: DAY, to: "2026-13-01T00:00:00Z"'],
    ['last', 'interval: DAY, last: 0'],
    ['last', 'interval: DAY, last: 5001'],
  ])('refuse a bad %s: %s', async (argument, args) => {
    const { data, errors } = await instruments(it_.market.url, ['NVDA'], `candles(${args}) { close }`);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_INPUT', argument });
    expect(data[0].candles).toBeNull();
  });

  it('fill exactly the partitions that are there for them', async () => {
    const [row] = await it_.market.database
      .fork()
      .execute<{ days: string; minutes: string }[]>(
        'select (select count(*) from candle_day_default) as days, (select count(*) from candle_minute_default) as minutes',
      );
    expect(row).toEqual({ days: '0', minutes: '0' });
  });

  it.each(['MINUTE', 'DAY'])('stream the one in progress of a %s', async (interval) => {
    await using reader = read(
      it_.market.url,
      `subscription { candle(symbol: "zzzt", interval: ${interval}) { ${fields} } }`,
    );
    const { candle } = (await reader.next()).data;
    const { candle: next } = (await reader.next()).data;
    expect(Date.parse(next.openTime)).toBeGreaterThanOrEqual(Date.parse(candle.openTime));
    expect(Number(next.volume)).toBeGreaterThan(next.openTime === candle.openTime ? Number(candle.volume) : 0);
    for (const [field, value] of Object.entries(candle)) expect([field, value]).not.toEqual([field, null]);
  });

  it('of what is not listed stream nothing', async () => {
    const asked = (symbol: string) =>
      read(it_.market.url, 'subscription ($of: ID!) { candle(symbol: $of, interval: DAY) { open } }', { of: symbol });
    await using none = asked('NONE');
    await using some = asked('NVDA');
    await some.next();
    await some.next();
    expect(none.events).toEqual([]);
  });

  it('of minutes that ended are kept from the ticks', async () => {
    const rows = await eventually('a minute of a popular instrument', async () => {
      const found = await it_.market.database
        .fork()
        .execute<{ open_time: Date }[]>(
          `select * from candle_minute where symbol = 'NVDA' order by open_time desc limit 1`,
        );
      return found.length > 0 && found;
    });
    expect(rows).toHaveLength(1);
  });
});

describe('kept candles', () => {
  it('are dropped when another feed takes over, and stay when the same comes back', async () => {
    await using it_ = await world();
    await it_.list('ZZZT');
    const closes = async (url: string) => {
      const { data } = await instruments(
        url,
        ['ZZZT'],
        'candles(interval: DAY, to: "2026-11-20T05:00:00Z", last: 5) { close }',
      );
      return JSON.stringify(data[0].candles);
    };
    const [before, databaseUrl] = [await closes(it_.market.url), it_.database.url];
    await it_.market[Symbol.asyncDispose]();
    const again = (env: NodeJS.ProcessEnv) => startMarket({ databaseUrl, redis: it_.redis, port: 0, log, env });
    {
      await using other = await again({ SEED: '2' });
      expect(await closes(other.url)).not.toBe(before);
    }
    await using same = await again({ SEED: '1' });
    expect(await closes(same.url)).toBe(before);
    const { statements } = await countSql(same.database.orm, () => closes(same.url));
    expect(statements.filter((statement) => /insert/i.test(statement))).toEqual([]);
  });
});
