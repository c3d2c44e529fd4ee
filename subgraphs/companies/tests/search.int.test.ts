import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { countSql } from '@lzstock/kit/testing/count-sql';
import { testDatabase } from '@lzstock/kit/testing/database';
import { chaosProxy } from '@lzstock/kit/testing/proxy';
import { InstrumentSearch } from '../src/search/instrument-search.ts';
import { log, runCompanies } from './running-companies.ts';

const search = '{ searchInstruments(text: "appl") { symbol } }';
const found = { searchInstruments: [{ symbol: 'AAPL' }] };

async function until<T>(ask: () => Promise<T>, good: (answer: T) => boolean): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    const answer = await ask();
    if (good(answer) || tries > 100) return answer;
    await sleep(50);
  }
}

describe('the search index', () => {
  it('lets the database answer until it is built', async () => {
    await using running = await runCompanies();
    const { database } = running.companies;
    await using building = new InstrumentSearch({
      fork: database.fork,
      log,
      refreshMs: 3_600_000,
      random: Math.random,
    });
    expect(building.size).toBeNull();
    const symbols = async (text: string) => (await building.search(text, 10)).map((each) => each.symbol);
    expect(await symbols('bac')).toEqual(['BAC', 'BAC.PE']);
    expect(await symbols('alphabet')).toEqual(['GOOGL', 'GOOG']);
    expect(await symbols('bac-pe')).toEqual(['BAC.PE']);
    expect(await symbols('%')).toEqual([]);
    expect(await symbols(' ')).toEqual([]);
    await building.refresh();
    expect(building.size).toBe(8);
    expect(await symbols('of amer')).toEqual(['BAC', 'BAC.PE']);
  });

  it('follows what other processes change, few or many', async () => {
    await using running = await runCompanies();
    const symbols = async (text: string) =>
      (await running.companies.search.search(text, 50)).map((each) => each.symbol);
    await running.rows(
      `update instrument set name = 'Pear Inc.', changed_at = clock_timestamp() where symbol = 'AAPL'`,
    );
    await running.companies.search.refresh();
    expect(await symbols('pear')).toEqual(['AAPL']);
    expect(await symbols('apple')).toEqual([]);
    await running.rows(
      `insert into instrument (symbol, name) select 'NEW' || n, 'Fresh ' || n from generate_series(1, 40) n`,
    );
    await running.companies.search.refresh();
    expect(await symbols('fresh')).toHaveLength(40);
    expect(running.companies.search.size).toBe(48);
  });

  it('reads again only what may have changed since it read', async () => {
    await using running = await runCompanies();
    const { database } = running.companies;
    await running.rows(`insert into instrument (symbol) select 'OLD' || n from generate_series(1, 1500) n`);
    await running.rows(`update instrument set changed_at = now() - interval '1 hour'`);
    await using search = new InstrumentSearch({ fork: database.fork, log, refreshMs: 3_600_000, random: Math.random });
    await search.refresh();
    expect(search.size).toBe(1_508);
    const { statements } = await countSql(database.orm, () => search.refresh());
    expect(statements).toHaveLength(1);
  });
});

describe('while PostgreSQL is away', () => {
  it('searches from memory, masks what it cannot read, says that it is not ready, and comes back by itself', async () => {
    await using database = await testDatabase();
    await using way = await chaosProxy({ to: database.url });
    await using running = await runCompanies({ databaseUrl: way.url });
    const health = () => fetch(new URL('/health', running.companies.url)).then((response) => response.status);
    expect(await health()).toBe(200);

    await way.refuse();
    await running.companies.search.refresh();
    expect((await running.ask(search)).data).toEqual(found);
    const { data, errors } = await running.ask(
      '{ instrument(symbol: "AAPL") { symbol } searchInstruments(text: "appl") { symbol } }',
    );
    expect(data).toEqual({ instrument: null, ...found });
    expect(errors).toHaveLength(1);
    expect(errors![0]!.extensions.code).toMatch(/^(INTERNAL|SUBGRAPH_UNAVAILABLE)$/);
    expect(errors![0]!.message).not.toMatch(/ECONN|postgres|127\.0\.0\.1/i);
    expect(await health()).toBe(503);

    await way.heal();
    const back = await until(
      () => running.ask('{ instrument(symbol: "AAPL") { symbol } }'),
      (answer) => !answer.errors,
    );
    expect(back.data).toEqual({ instrument: { symbol: 'AAPL' } });
    expect(await health()).toBe(200);
    await running.rows(
      `update instrument set name = 'Pear Inc.', changed_at = clock_timestamp() where symbol = 'AAPL'`,
    );
    await running.companies.search.refresh();
    expect((await running.companies.search.search('pear', 1))[0]?.symbol).toBe('AAPL');
  });
});
