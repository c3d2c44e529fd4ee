import { describe, expect, it } from '@jest/globals';
import { watchlistCsv } from './watchlist-csv.ts';

const quote = {
  symbol: 'NVDA',
  last: '1178.8800',
  previousClose: '1180',
  change: '-1.12',
  changePercent: '-0.0949',
  bid: null,
  ask: null,
  volume: '48302114',
  dayHigh: '1190',
  dayLow: '1170',
  asOf: '2026-11-20T21:00:00.000Z',
  receivedAt: null,
  source: 'simulated',
  state: 'CLOSED',
  simulated: true,
  epoch: 'a',
  seq: 1,
  gap: null,
} as const;

const cells = (csv: string, line: number): string => csv.split('\r\n')[line]!;

describe('an exported watchlist', () => {
  it('has the figures as the graph told them, whatever the locale', () => {
    const csv = watchlistCsv([{ symbol: 'NVDA', name: 'NVIDIA Corp', quote }]);
    expect(cells(csv, 0)).toContain('symbol,name,last,change');
    expect(cells(csv, 1)).toBe(
      'NVDA,NVIDIA Corp,1178.8800,-1.12,-0.0949,1180,,,1170,1190,48302114,2026-11-20T21:00:00.000Z,CLOSED,simulated,true',
    );
  });

  it('leaves the unknown empty', () => {
    expect(cells(watchlistCsv([{ symbol: 'XYZ', name: null, quote: undefined }]), 1)).toBe('XYZ,,,,,,,,,,,,,,');
  });

  it('quotes commas and quotation marks and defuses formulas', () => {
    const csv = watchlistCsv([
      { symbol: 'A', name: 'Invesco QQQ Trust, "Series 1"', quote: undefined },
      { symbol: 'B', name: '=HYPERLINK()', quote: undefined },
    ]);
    expect(cells(csv, 1)).toContain('"Invesco QQQ Trust, ""Series 1"""');
    expect(cells(csv, 2)).toContain("'=HYPERLINK()");
  });
});
