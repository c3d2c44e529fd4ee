import { describe, expect, it } from '@jest/globals';
import { Instrument } from './instrument.ts';
import { kindOfSymbol } from './listing.ts';

const listed = (symbol: string, formerSymbols: string[] = []): Instrument =>
  Object.assign(new Instrument(), { symbol, formerSymbols, name: 'X', active: true, cik: '0000000001' });

describe('an instrument', () => {
  it('remembers the symbols it was listed under, each once', () => {
    const fiserv = listed('FISV');
    expect([fiserv.rename('FI'), fiserv.rename('FISV'), fiserv.rename('FISV')]).toEqual([true, true, false]);
    expect([fiserv.symbol, fiserv.formerSymbols]).toEqual(['FISV', ['FI']]);
  });

  it('tells whether anything changed', () => {
    const share = listed('A');
    expect([share.delist(), share.delist()]).toEqual([true, false]);
    expect([share.listFor('0000000001', 'X'), share.listFor('0000000001', 'X')]).toEqual([true, false]);
    expect(share.followCompanyName('X', null)).toBe(false);
  });
});

it.each([
  ['BAC.PE', 'PREFERRED_STOCK'],
  ['ETI.P', 'PREFERRED_STOCK'],
  ['AAC.WT', 'WARRANT'],
  ['AAC.UN', 'WARRANT'],
  ['TCEHY', 'DEPOSITARY_RECEIPT'],
  ['BRK.B', null],
  ['AAPL', null],
])('reads the kind of %s from the symbol: %s', (symbol, kind) => {
  expect(kindOfSymbol(symbol)).toBe(kind);
});
