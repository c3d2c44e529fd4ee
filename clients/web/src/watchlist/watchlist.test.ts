import { describe, expect, it } from '@jest/globals';
import { addSymbol, longestWatchlist, moveSymbol, readWatchlist, removeSymbol, writeWatchlist } from './watchlist.ts';

const list = ['AAPL', 'MSFT', 'NVDA'];

describe('a watchlist', () => {
  it('takes a symbol once', () => {
    expect(addSymbol(list, 'TSLA')).toEqual(['AAPL', 'MSFT', 'NVDA', 'TSLA']);
    expect(addSymbol(list, 'MSFT')).toBe(list);
  });

  it('puts a removed symbol back where it was', () => {
    expect(addSymbol(removeSymbol(list, 'MSFT'), 'MSFT', 1)).toEqual(list);
  });

  it('takes no more symbols than one page may stream', () => {
    const full = Array.from({ length: longestWatchlist }, (_, at) => `S${at}`);
    expect(addSymbol(full, 'NVDA')).toBe(full);
  });

  it('takes nothing that is no symbol', () => {
    expect(addSymbol(list, 'not a symbol')).toBe(list);
    expect(addSymbol([], 'BRK.B')).toEqual(['BRK.B']);
  });

  it('moves a symbol up and down and stops at the ends', () => {
    expect(moveSymbol(list, 'NVDA', 0)).toEqual(['NVDA', 'AAPL', 'MSFT']);
    expect(moveSymbol(list, 'AAPL', 1)).toEqual(['MSFT', 'AAPL', 'NVDA']);
    expect(moveSymbol(list, 'AAPL', 99)).toEqual(['MSFT', 'NVDA', 'AAPL']);
    expect(moveSymbol(list, 'AAPL', -1)).toBe(list);
  });
});

describe('a stored watchlist', () => {
  it('is read as it was written', () => {
    expect(readWatchlist(writeWatchlist(list))).toEqual(list);
  });

  it('is saved as far as it can be', () => {
    expect(readWatchlist('{"version":1,"symbols":["AAPL",7,null,"AAPL","<b>","MSFT"]}')).toEqual(['AAPL', 'MSFT']);
  });

  it('is none where the text is broken or something else', () => {
    expect(readWatchlist('{"symbols":["AA')).toBeNull();
    expect(readWatchlist('null')).toBeNull();
    expect(readWatchlist('{"symbols":"AAPL"}')).toBeNull();
  });
});
