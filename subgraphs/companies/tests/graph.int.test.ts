import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { countSql } from '@lzstock/kit/testing/count-sql';
import { type RunningCompanies, runCompanies } from './running-companies.ts';

let running: RunningCompanies;
beforeAll(async () => {
  running = await runCompanies();
});
afterAll(async () => {
  await running[Symbol.asyncDispose]();
});

const everyField = 'symbol name exchange kind currency active company { cik name sic industry fiscalYearEnd website }';

describe('an instrument', () => {
  it('answers every field', async () => {
    const { data, errors } = await running.ask(
      `{ instrument(symbol: "aapl") { ${everyField} company { instruments { symbol } } } }`,
    );
    expect(errors).toBeUndefined();
    expect(data.instrument).toEqual({
      symbol: 'AAPL',
      name: 'Apple Inc.',
      exchange: 'NASDAQ',
      kind: 'COMMON_STOCK',
      currency: 'USD',
      active: true,
      company: {
        cik: '0000320193',
        name: 'Apple Inc.',
        sic: '3571',
        industry: 'Electronic Computers',
        fiscalYearEnd: '09-27',
        website: 'https://www.apple.com',
        instruments: [{ symbol: 'AAPL' }],
      },
    });
  });

  it('answers null for what is not known', async () => {
    const { data, errors } = await running.ask(
      `{ none: instrument(symbol: "NONE") { ${everyField} } voo: instrument(symbol: "VOO") { company { cik } } no: instrument(symbol: "NOPE") { symbol } }`,
    );
    expect(errors).toBeUndefined();
    expect(data.none).toMatchObject({
      name: null,
      exchange: null,
      kind: null,
      active: null,
      company: { name: null, sic: null, website: null },
    });
    expect([data.voo, data.no]).toEqual([{ company: null }, null]);
  });

  it('is found by a symbol it had before, and tells its present one', async () => {
    const { data } = await running.ask(
      '{ instrument(symbol: "SQ") { symbol name } instruments(symbols: ["SQ", "XYZ"]) { symbol } }',
    );
    expect(data.instrument).toEqual({ symbol: 'XYZ', name: 'Block, Inc.' });
    expect(data.instruments).toEqual([{ symbol: 'XYZ' }, { symbol: 'XYZ' }]);
  });

  it('keeps the order asked for, with null for the unknown, as often as asked for', async () => {
    const symbols = ['goog', 'NOPE', 'bac-pe', 'GOOG'];
    const { data } = await running.ask('query ($s: [ID!]!) { instruments(symbols: $s) { symbol active } }', {
      s: symbols,
    });
    expect(data.instruments).toEqual([
      { symbol: 'GOOG', active: null },
      null,
      { symbol: 'BAC.PE', active: false },
      { symbol: 'GOOG', active: null },
    ]);
  });
});

describe('a company', () => {
  it('is found by its CIK with or without zeros and lists its instruments', async () => {
    const { data } = await running.ask(
      '{ company(cik: "1652044") { cik instruments { symbol company { cik } } } none: company(cik: "9") { cik } }',
    );
    const company = { cik: '0001652044' };
    expect(data.company).toEqual({
      ...company,
      instruments: [
        { symbol: 'GOOG', company },
        { symbol: 'GOOGL', company },
      ],
    });
    expect(data.none).toBeNull();
  });
});

describe('another subgraph', () => {
  it('gets entities by their keys, former symbols included, null for the unknown and the malformed', async () => {
    const { data, errors } = await running.ask(
      'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Instrument { symbol name } ... on Company { cik name } } }',
      {
        r: [
          { __typename: 'Instrument', symbol: 'SQ' },
          { __typename: 'Company', cik: '0000320193' },
          { __typename: 'Instrument', symbol: 'NOPE' },
          { __typename: 'Instrument', symbol: 'not a symbol' },
          { __typename: 'Company', cik: 'x' },
        ],
      },
    );
    expect(errors).toBeUndefined();
    expect(data._entities).toEqual([
      { symbol: 'XYZ', name: 'Block, Inc.' },
      { cik: '0000320193', name: 'Apple Inc.' },
      null,
      null,
      null,
    ]);
  });
});

describe('what cannot be answered is refused by name', () => {
  it.each([
    [
      '{ instrument(symbol: "a b") { symbol } }',
      'symbol',
      '`symbol`: expected a symbol like AAPL or BRK.B, came "a b"',
    ],
    [
      '{ instruments(symbols: ["A", "?"]) { symbol } }',
      'symbols',
      '`symbols`: expected symbols like AAPL or BRK.B, came "?"',
    ],
    ['{ company(cik: "apple") { cik } }', 'cik', '`cik`: expected 1 to 10 digits, came "apple"'],
    ['{ searchInstruments(text: "a", first: 0) { symbol } }', 'first', '`first`: expected 1 to 50, came 0'],
    ['{ searchInstruments(text: "a", first: 51) { symbol } }', 'first', '`first`: expected 1 to 50, came 51'],
    [
      `{ searchInstruments(text: "${'a'.repeat(65)}") { symbol } }`,
      'text',
      '`text`: expected at most 64 characters, came 65',
    ],
    [
      `{ instruments(symbols: [${'"A",'.repeat(201)}]) { symbol } }`,
      'symbols',
      '`symbols`: expected at most 200 symbols, came 201',
    ],
  ])('%#', async (query, argument, message) => {
    const { errors } = await running.ask(query);
    expect(errors).toMatchObject([{ message, extensions: { code: 'BAD_INPUT', argument } }]);
  });
});

describe('searching', () => {
  it('answers every field of what it finds', async () => {
    const { data } = await running.ask(
      `{ searchInstruments(text: "goo") { ${everyField} } all: searchInstruments(text: "bank of am", first: 50) { symbol } }`,
    );
    expect(data.searchInstruments.map((each: { symbol: string }) => each.symbol)).toEqual(['GOOGL', 'GOOG']);
    expect(data.searchInstruments[0]).toMatchObject({ name: 'Alphabet Inc.', company: { cik: '0001652044' } });
    expect(data.all).toEqual([{ symbol: 'BAC' }, { symbol: 'BAC.PE' }]);
  });

  it('asks the database nothing', async () => {
    const { statements } = await countSql(running.companies.database.orm, () =>
      running.ask('{ searchInstruments(text: "a") { symbol name exchange kind currency active } }'),
    );
    expect(statements).toEqual([]);
  });
});

describe('lists cost one statement a table', () => {
  const nested = '{ symbol company { name instruments { symbol company { cik instruments { symbol } } } } }';

  it.each([[['AAPL']], [['AAPL', 'GOOG', 'GOOGL', 'BAC', 'SQ', 'NONE', 'NOPE', 'VOO']]])('%#', async (symbols) => {
    const { result, tables } = await countSql(running.companies.database.orm, () =>
      running.ask(`query ($s: [ID!]!) { instruments(symbols: $s) ${nested} }`, { s: symbols }),
    );
    expect(result.errors).toBeUndefined();
    expect(tables).toEqual({ instrument: 1, company: 1 });
  });

  it('also for references of other subgraphs', async () => {
    const r = ['AAPL', 'GOOG', 'SQ'].map((symbol) => ({ __typename: 'Instrument', symbol }));
    const { tables } = await countSql(running.companies.database.orm, () =>
      running.ask(`query ($r: [_Any!]!) { _entities(representations: $r) { ... on Instrument ${nested} } }`, { r }),
    );
    expect(tables).toEqual({ instrument: 1, company: 1 });
  });

  it('also for what was found', async () => {
    const { tables } = await countSql(running.companies.database.orm, () =>
      running.ask(`{ searchInstruments(text: "a") ${nested} }`),
    );
    expect(tables).toEqual({ instrument: 1, company: 1 });
  });
});
