import { describe, expect, it } from '@jest/globals';
import { parseSecTickers, SecTickersError } from './sec-tickers.ts';

const text = (...rows: object[]): string => JSON.stringify(Object.fromEntries(rows.map((row, at) => [at, row])));

describe("the SEC's list of tickers", () => {
  it('is read into canonical symbols and CIKs', () => {
    const read = parseSecTickers(
      text(
        { cik_str: 320193, ticker: 'AAPL', title: 'Apple Inc.' },
        { cik_str: 1067983, ticker: 'BRK-B', title: 'BERKSHIRE HATHAWAY INC' },
      ),
    );
    expect(read.tickers).toEqual([
      { symbol: 'AAPL', cik: '0000320193', name: 'Apple Inc.' },
      { symbol: 'BRK.B', cik: '0001067983', name: 'BERKSHIRE HATHAWAY INC' },
    ]);
  });

  it('leaves out and tells what has no canonical form, and takes a ticker once', () => {
    const read = parseSecTickers(
      text(
        { cik_str: 1, ticker: 'A B', title: 'x' },
        { cik_str: 2, ticker: 'aa', title: 'first' },
        { cik_str: 3, ticker: 'AA', title: 'second' },
      ),
    );
    expect(read).toEqual({ tickers: [{ symbol: 'AA', cik: '0000000002', name: 'first' }], refused: ['A B'] });
  });

  it.each([
    ['no JSON', '<html>', /^expected the JSON of company_tickers\.json, came /],
    ['an array', '[]', /^expected \{"0":/],
    ['nothing', '{}', 'expected at least one ticker, came none'],
    ['a row without a CIK', text({ ticker: 'A', title: 'x' }), /came at 0\.cik_str: /],
    ['a CIK that is none', text({ cik_str: -1, ticker: 'A', title: 'x' }), /came at 0\.cik_str: /],
    ['no ticker of use', text({ cik_str: 1, ticker: '?', title: 'x' }), 'expected tickers like AAPL, came ?'],
  ])('is refused where it is %s', (_, came, message) => {
    expect(() => parseSecTickers(came)).toThrow(SecTickersError);
    expect(() => parseSecTickers(came)).toThrow(message);
  });
});
