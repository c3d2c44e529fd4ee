import { describe, expect, it } from '@jest/globals';
import { openDatabase } from '@lzstock/kit/database';
import { testDatabase } from '@lzstock/kit/testing/database';
import { migrations } from '../migrations/migrations.ts';
import { entities } from '../src/companies.ts';
import { loadSnapshot } from '../src/universe/first-load.ts';
import { composeSnapshot, readSnapshotTexts } from '../src/universe/snapshot.ts';
import { log } from './running-companies.ts';

const snapshot = composeSnapshot(readSnapshotTexts());
const silent = { at() {}, end() {} };

async function emptyDatabase() {
  const parts = new AsyncDisposableStack();
  const { url } = parts.use(await testDatabase());
  const database = parts.use(await openDatabase({ url, entities, migrations, log }));
  const count = async (table: string): Promise<number> => {
    const [row] = await database.fork().execute<{ count: string }[]>(`select count(*) from ${table}`);
    return Number(row!.count);
  };
  return { database, count, [Symbol.asyncDispose]: () => parts.disposeAsync() };
}

describe('the first load', () => {
  it('brings in the whole universe and tells of each instrument once', async () => {
    await using empty = await emptyDatabase();
    const steps: number[] = [];
    const progress = { at: (done: number) => steps.push(done), end: () => steps.push(-1) };
    expect(await loadSnapshot(empty.database.fork(), snapshot, progress)).toBe(snapshot.instruments.length);
    expect([await empty.count('instrument'), await empty.count('company'), await empty.count('outbox')]).toEqual([
      snapshot.instruments.length,
      snapshot.companies.length,
      snapshot.instruments.length,
    ]);
    expect(steps.slice(-2)).toEqual([snapshot.instruments.length, -1]);
    const [apple] = await empty.database.fork().execute(`select payload from outbox where key = 'AAPL'`);
    expect(apple).toEqual({
      payload: {
        type: 'InstrumentChanged',
        version: 1,
        symbol: 'AAPL',
        name: 'Apple Inc.',
        exchange: 'NASDAQ',
        kind: 'COMMON_STOCK',
        currency: 'USD',
        active: true,
        cik: '0000320193',
      },
    });
    expect(await loadSnapshot(empty.database.fork(), snapshot, silent)).toBe(0);
  });

  it('goes on where it was cut short', async () => {
    await using empty = await emptyDatabase();
    const cut = {
      at: () => {
        throw new Error('cut');
      },
      end() {},
    };
    await expect(loadSnapshot(empty.database.fork(), snapshot, cut)).rejects.toThrow('cut');
    const there = await empty.count('instrument');
    expect(there).toBeGreaterThan(0);
    expect(await loadSnapshot(empty.database.fork(), snapshot, silent)).toBe(snapshot.instruments.length - there);
    expect(await empty.count('outbox')).toBe(snapshot.instruments.length);
  });

  it('may be done by two processes at once', async () => {
    await using empty = await emptyDatabase();
    const loads = [1, 2].map(() => loadSnapshot(empty.database.fork(), snapshot, silent));
    const [one, other] = await Promise.all(loads);
    expect(one! + other!).toBe(snapshot.instruments.length);
    expect(await empty.count('outbox')).toBe(snapshot.instruments.length);
  });

  it('leaves what is known as it is', async () => {
    await using empty = await emptyDatabase();
    await empty.database.fork().execute(`insert into instrument (symbol, name) values ('AAPL', 'Ours')`);
    await loadSnapshot(empty.database.fork(), snapshot, silent);
    const [apple] = await empty.database.fork().execute(`select name from instrument where symbol = 'AAPL'`);
    expect(apple).toEqual({ name: 'Ours' });
  });
});
