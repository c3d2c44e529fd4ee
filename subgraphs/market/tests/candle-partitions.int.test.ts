import { expect, it } from '@jest/globals';
import { openDatabase } from '@lzstock/kit/database';
import { testDatabase } from '@lzstock/kit/testing/database';
import { migrations } from '../migrations/migrations.ts';
import { tendPartitions } from '../src/candle/candle-partitions.ts';
import { CandleStore } from '../src/candle/candle-store.ts';
import { entities } from '../src/market.ts';
import { log } from './world.ts';

it('months of minutes that nobody may ask for go, with what was noted of them', async () => {
  await using own = await testDatabase();
  await using database = await openDatabase({ url: own.url, entities, migrations, log });
  const store = new CandleStore(database.fork);
  const [january, march] = [Date.UTC(2026, 0, 15), Date.UTC(2026, 2, 15)];
  expect((await tendPartitions(database.fork(), january)).made).toContain('candle_minute_2026_01');
  expect((await tendPartitions(database.fork(), january)).made).toEqual([]);
  const prices = { open: 1n, high: 1n, low: 1n, close: 1n, volume: 1n, simulated: true };
  const keep = (symbol: string, from: number, to: number) =>
    store.keep('MINUTE', [{ symbol, from, to, candles: [{ openTime: from, ...prices }] }], from);
  await keep('OVER', january, january + 60_000);
  await keep('PART', january, march);

  const { dropped } = await tendPartitions(database.fork(), march);
  expect(dropped.sort()).toEqual(['candle_minute_2025_12', 'candle_minute_2026_01']);
  expect(await store.spans('MINUTE', ['OVER', 'PART'])).toEqual(
    new Map([['PART', { from: Date.UTC(2026, 1, 1), to: march }]]),
  );
  expect(await store.newest('MINUTE', ['OVER', 'PART'], { from: 0, to: march }, 10, null)).toEqual(new Map());
});
