import { existsSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { importTickers } from '../src/universe/import-tickers.ts';
import { parseSecTickers, type SecTickers } from '../src/universe/sec-tickers.ts';
import { composeSnapshot, readSnapshotTexts } from '../src/universe/snapshot.ts';
import { readTickersFile } from '../src/universe/ticker-source.ts';
import { type RunningCompanies, runCompanies } from './running-companies.ts';

const asListed: [number, string, string][] = [
  [320193, 'AAPL', 'Apple Inc.'],
  [1652044, 'GOOGL', 'Alphabet Inc.'],
  [1652044, 'GOOG', 'Alphabet Inc.'],
  [70858, 'BAC', 'BANK OF AMERICA CORP /DE/'],
  [1512673, 'XYZ', 'Block, Inc.'],
  [7, 'NONE', 'Named At Last Inc.'],
];
const list = (rows: readonly [number, string, string][]): SecTickers =>
  parseSecTickers(
    JSON.stringify(Object.fromEntries(rows.map(([cik_str, ticker, title], at) => [at, { cik_str, ticker, title }]))),
  );

let running: RunningCompanies;
beforeEach(async () => {
  running = await runCompanies();
});
afterEach(async () => {
  await running[Symbol.asyncDispose]();
});

const take = (rows: readonly [number, string, string][], options = {}) =>
  importTickers(running.companies.database.fork(), list(rows), options);
const told = async (): Promise<Record<string, unknown>[]> =>
  (await running.rows<{ payload: Record<string, unknown> }>('select payload from outbox order by id')).map(
    ({ payload }) => payload,
  );
const state = (): Promise<unknown[]> => running.rows('select * from instrument natural left join company order by id');

describe('an import', () => {
  it('changes and tells what is new in the list, and nothing the second time', async () => {
    const before = (await told()).length;
    const first = await take([...asListed, [42, 'FRESH', 'Fresh Corp']]);
    expect(first).toEqual({ listed: 1, changed: 4, renamed: 0, delisted: 0, unchanged: 4, refused: [] });
    const events = (await told()).slice(before);
    expect(events.map((event) => [event.type, event.symbol]).sort()).toEqual(
      ['BAC', 'FRESH', 'GOOG', 'GOOGL', 'NONE'].map((symbol) => ['InstrumentChanged', symbol]),
    );
    expect(events.find((event) => event.symbol === 'NONE')).toMatchObject({ name: 'Named At Last Inc.', active: true });
    const after = await state();
    expect(await take([...asListed, [42, 'FRESH', 'Fresh Corp']])).toMatchObject({
      listed: 0,
      changed: 0,
      unchanged: 9,
    });
    expect(await state()).toEqual(after);
    expect(await told()).toHaveLength(before + events.length);
  });

  it('keeps a spelling that it likes better', async () => {
    await take(asListed);
    const { data } = await running.ask('{ instrument(symbol: "BAC") { name company { name } } }');
    expect(data.instrument).toEqual({
      name: 'Bank of America Corporation',
      company: { name: 'Bank of America Corporation' },
    });
  });

  it('renames, keeps the old symbol resolving, and tells both', async () => {
    const renamed: [number, string, string][] = asListed.map(([cik, ticker, title]) =>
      ticker === 'XYZ' ? [cik, 'BLCK', title] : [cik, ticker, title],
    );
    expect(await take(renamed)).toMatchObject({ renamed: 1, listed: 0, delisted: 0 });
    const { data } = await running.ask('{ instruments(symbols: ["XYZ", "SQ", "BLCK"]) { symbol } }');
    expect(data.instruments).toEqual([{ symbol: 'BLCK' }, { symbol: 'BLCK' }, { symbol: 'BLCK' }]);
    const events = await told();
    expect(events).toContainEqual({ type: 'InstrumentRenamed', version: 1, from: 'XYZ', to: 'BLCK' });
    expect(events.at(-1)).toMatchObject({ type: 'InstrumentChanged' });
  });

  it('delists what is missing and deletes nothing; a fund that the SEC does not list stays', async () => {
    await take(asListed);
    await take(asListed.filter(([, ticker]) => ticker !== 'GOOG'));
    const { data } = await running.ask('{ instruments(symbols: ["GOOG", "VOO"]) { symbol active } }');
    expect(data.instruments).toEqual([
      { symbol: 'GOOG', active: false },
      { symbol: 'VOO', active: true },
    ]);
  });

  it('refuses a list that looks cut off, whole, unless forced', async () => {
    await take(asListed);
    const before = [await state(), await told()];
    const cutOff = asListed.slice(0, 3).concat([[42, 'FRESH', 'Fresh Corp']]);
    await expect(take(cutOff)).rejects.toThrow(
      'expected at most 20 % of the 6 listed instruments to be missing, came 3 missing: the list looks cut off; with --force it is taken as it is',
    );
    expect([await state(), await told()]).toEqual(before);
    expect(await take(cutOff, { force: true })).toMatchObject({ delisted: 3, listed: 1 });
  });
});

const universe = composeSnapshot(readSnapshotTexts());
const recorded = new URL('../../../../shared/data/sec/company_tickers.json.gz', import.meta.url).pathname;

/** The list as the SEC published it where a recording lies beside the checkout; else the embedded universe with a thousand more, written the same way. */
async function wholeList(): Promise<SecTickers> {
  if (existsSync(recorded)) return parseSecTickers(await readTickersFile(recorded));
  const known = universe.instruments.flatMap(({ symbol, cik, name, active }): [number, string, string][] =>
    cik && active !== false ? [[Number(cik), symbol.replace('.', '-'), name ?? '']] : [],
  );
  const fresh = Array.from({ length: 1_001 }, (_, at): [number, string, string] => [
    9e9 + at,
    `FRESH${at}`,
    `Fresh ${at}`,
  ]);
  return list([...known, ...fresh]);
}

it('takes the whole list over the embedded universe, once', async () => {
  await using full = await runCompanies({ snapshot: universe });
  const tickers = await wholeList();
  const first = await importTickers(full.companies.database.fork(), tickers);
  expect(first.listed).toBeGreaterThan(1_000);
  expect(first.refused).toEqual([]);
  const again = await importTickers(full.companies.database.fork(), tickers);
  expect(again).toMatchObject({ listed: 0, changed: 0, renamed: 0, delisted: 0 });
  const [counted] = await full.rows<{ active: string }>(
    'select count(*) active from instrument where active and cik is not null',
  );
  expect(Number(counted!.active)).toBe(tickers.tickers.length);
  await full.companies.search.refresh();
  const { data } = await full.ask('{ searchInstruments(text: "nvidia") { symbol name active } }');
  expect(data.searchInstruments[0]).toEqual({ symbol: 'NVDA', name: 'NVIDIA Corporation', active: true });
});
