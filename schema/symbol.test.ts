import { describe, expect, it } from '@jest/globals';
import { canonicalSymbol } from './symbol.ts';

describe('canonicalSymbol', () => {
  it.each([
    ['AAPL', 'AAPL'],
    ['aapl', 'AAPL'],
    ['  msft\n', 'MSFT'],
    ['brk-b', 'BRK.B'],
    ['BRK.B', 'BRK.B'],
    ['3M', '3M'],
    ['ABCDEFGHIJ.KLMN', 'ABCDEFGHIJ.KLMN'],
  ])('reads %j as %j', (text, symbol) => {
    expect(canonicalSymbol(text)).toBe(symbol);
  });

  it.each([
    [''],
    [' '],
    ['.B'],
    ['BRK.'],
    ['BRK-'],
    ['BRK..B'],
    ['A-B-C'],
    ['A.B.C'],
    ['BRK B'],
    ['ABCDEFGHIJK'],
    ['A.BCDEF'],
    ['ÄG'],
    ['$AAPL'],
    ['AAPL\nMSFT'],
  ])('finds no ticker in %j', (text) => {
    expect(canonicalSymbol(text)).toBeNull();
  });

  it('leaves a canonical symbol as it is', () => {
    for (const symbol of ['AAPL', 'BRK.B', 'GOOGL']) expect(canonicalSymbol(canonicalSymbol(symbol)!)).toBe(symbol);
  });
});
