import { describe, expect, it } from '@jest/globals';
import { canonicalSymbol } from '@lzstock/schema/symbol';
import { packagedSources, universeTable } from '../../snapshot/build.ts';
import { composeSnapshot, readSnapshotTexts } from './snapshot.ts';

const texts = readSnapshotTexts();
const snapshot = composeSnapshot(texts);
const bySymbol = new Map(snapshot.instruments.map((each) => [each.symbol, each]));
const companies = new Map(snapshot.companies.map((each) => [each.cik, each]));

describe('the embedded universe', () => {
  it('holds at least 9,000 instruments, each once', () => {
    expect(snapshot.instruments.length).toBeGreaterThanOrEqual(9_000);
    expect(bySymbol.size).toBe(snapshot.instruments.length);
  });

  it('holds canonical symbols only', () => {
    const strange = snapshot.instruments.flatMap(({ symbol, formerSymbols }) =>
      [symbol, ...formerSymbols].filter((each) => canonicalSymbol(each) !== each),
    );
    expect(strange).toEqual([]);
  });

  it('names every company by a CIK of ten digits', () => {
    expect([...companies.keys()].filter((cik) => !/^\d{10}$/.test(cik))).toEqual([]);
    expect(snapshot.instruments.filter(({ cik }) => cik !== null && !companies.has(cik))).toEqual([]);
  });

  it('is made of the pinned packages, none of whose tickers is left out', () => {
    const { text, refused } = universeTable(packagedSources());
    expect(refused).toEqual([]);
    expect(text === texts.universe).toBe(true);
  });

  it('has words for every industry code it gives', () => {
    expect(snapshot.companies.filter(({ sic, industry }) => sic !== null && industry === null)).toEqual([]);
  });

  it('gives the five hundred largest a name, and companies a CIK', () => {
    const largest = snapshot.instruments.slice(0, 500);
    expect(largest.filter(({ name }) => name === null)).toEqual([]);
    expect(largest.filter(({ kind, cik }) => kind !== 'ETF' && cik === null)).toEqual([]);
  });

  it('lists the two classes of Alphabet under one company', () => {
    expect(bySymbol.get('GOOG')?.cik).toBe('0001652044');
    expect(bySymbol.get('GOOGL')?.cik).toBe('0001652044');
  });

  it.each([
    ['FB', 'META'],
    ['SQ', 'XYZ'],
    ['FI', 'FISV'],
    ['ABC', 'COR'],
  ])('remembers that %s is %s now', (from, to) => {
    expect(bySymbol.get(to)?.formerSymbols).toContain(from);
    expect(bySymbol.has(from)).toBe(false);
  });

  it('takes the name of a fund for its own, not for its issuer’s', () => {
    const gold = bySymbol.get('GLD')!;
    expect([gold.name, companies.get(gold.cik!)?.name]).toEqual(['SPDR Gold Shares', null]);
  });

  it('gives no name to an instrument that only shares its symbol with an earlier one', () => {
    expect(bySymbol.get('AI')?.name).toBe('C3.ai, Inc.');
    expect(bySymbol.get('S')?.name).toBe('SentinelOne, Inc.');
  });

  it.each([
    ['AAPL', '0000320193', 'Apple Inc.', 'NASDAQ'],
    ['MSFT', '0000789019', 'Microsoft Corporation', 'NASDAQ'],
    ['NVDA', '0001045810', 'NVIDIA Corporation', 'NASDAQ'],
    ['AMZN', '0001018724', 'Amazon.com, Inc.', 'NASDAQ'],
    ['META', '0001326801', 'Meta Platforms, Inc.', 'NASDAQ'],
    ['TSLA', '0001318605', 'Tesla, Inc.', 'NASDAQ'],
    ['BRK.B', '0001067983', 'Berkshire Hathaway Inc.', 'NYSE'],
    ['BRK.A', '0001067983', 'Berkshire Hathaway Inc.', 'NYSE'],
    ['JPM', '0000019617', 'JPMorgan Chase & Co.', 'NYSE'],
    ['V', '0001403161', 'Visa Inc.', 'NYSE'],
    ['MA', '0001141391', 'Mastercard Incorporated', 'NYSE'],
    ['JNJ', '0000200406', 'Johnson & Johnson', 'NYSE'],
    ['XOM', '0000034088', 'Exxon Mobil Corporation', 'NYSE'],
    ['UNH', '0000731766', 'UnitedHealth Group Incorporated', 'NYSE'],
    ['HD', '0000354950', 'The Home Depot, Inc.', 'NYSE'],
    ['PG', '0000080424', 'The Procter & Gamble Company', 'NYSE'],
    ['KO', '0000021344', 'The Coca-Cola Company', 'NYSE'],
    ['PEP', '0000077476', 'PepsiCo, Inc.', 'NASDAQ'],
    ['BAC', '0000070858', 'Bank of America Corporation', 'NYSE'],
    ['COST', '0000909832', 'Costco Wholesale Corporation', 'NASDAQ'],
    ['INTC', '0000050863', 'Intel Corporation', 'NASDAQ'],
    ['CSCO', '0000858877', 'Cisco Systems, Inc.', 'NASDAQ'],
    ['DIS', '0001744489', 'The Walt Disney Company', 'NYSE'],
    ['NFLX', '0001065280', 'Netflix, Inc.', 'NASDAQ'],
    ['AMD', '0000002488', 'Advanced Micro Devices, Inc.', 'NASDAQ'],
    ['IBM', '0000051143', 'International Business Machines Corporation', 'NYSE'],
    ['GE', '0000040545', 'General Electric Company', 'NYSE'],
    ['T', '0000732717', 'AT&T Inc.', 'NYSE'],
    ['CVX', '0000093410', 'Chevron Corporation', 'NYSE'],
    ['TSM', '0001046179', 'Taiwan Semiconductor Manufacturing Company Limited', 'NYSE'],
    ['XYZ', '0001512673', 'Block, Inc.', 'NYSE'],
  ])('knows %s', (symbol, cik, name, exchange) => {
    expect(bySymbol.get(symbol)).toMatchObject({ cik, name, exchange, currency: 'USD', active: true });
  });
});
