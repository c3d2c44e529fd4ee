import { describe, expect, it } from '@jest/globals';
import { UntoldTrades } from './untold-trades.ts';

const trade = (symbol: string, price = 1n) => ({ symbol, price, size: 1n, time: 0 });
const numbers = (trades: ReturnType<UntoldTrades['take']>): number[] => trades.map(({ number }) => number);

describe('trades that were not told yet', () => {
  it('are numbered for each symbol and taken once', () => {
    const untold = new UntoldTrades();
    for (const symbol of ['A', 'B', 'A']) untold.add(trade(symbol));
    expect([numbers(untold.take('A')), numbers(untold.take('B')), untold.take('A')]).toEqual([[1, 2], [1], []]);
    untold.add(trade('A'));
    expect(numbers(untold.take('A'))).toEqual([3]);
  });

  it('are at most a thousand of a symbol, the newest, and the numbers show it', () => {
    const untold = new UntoldTrades();
    for (let count = 0; count < 1_500; count++) untold.add(trade('A'));
    const kept = numbers(untold.take('A'));
    expect([kept.length, kept[0], kept.at(-1)]).toEqual([1_000, 501, 1_500]);
  });

  it('are bounded over all symbols too', () => {
    const untold = new UntoldTrades();
    for (let count = 0; count < 100_001; count++) untold.add(trade(`S${count % 1_000}`));
    expect([numbers(untold.take('S0')), untold.take('S1')]).toEqual([[101], []]);
  });

  it('leave out the number of one that was lost', () => {
    const untold = new UntoldTrades();
    untold.add(trade('A'));
    untold.skip('A');
    untold.add(trade('A'));
    expect(numbers(untold.take('A'))).toEqual([1, 3]);
  });

  it('are counted anew where another process told meanwhile', () => {
    const untold = new UntoldTrades();
    untold.add(trade('A'));
    untold.clear();
    untold.add(trade('A'));
    expect(numbers(untold.take('A'))).toEqual([1]);
  });
});
