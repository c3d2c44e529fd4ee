import { describe, expect, it } from '@jest/globals';
import { emptyTape, foldTrades, type Tape } from './fold-trades.ts';

const trade = (number: number, price = '1.00') => ({ number, price, size: '5', at: '2026-01-02T15:00:00.000Z' });
const told = (tape: Tape, epoch: string, ...numbers: number[]): Tape =>
  foldTrades(tape, { epoch, trades: numbers.map((number) => trade(number)) });
const keys = ({ rows }: Tape): string[] => rows.map(({ key, afterGap }) => (afterGap ? `${key} …` : key));

describe('the tape', () => {
  it('shows the newest trade first, each once, also where the present comes again', () => {
    const tape = told(told(told(emptyTape, 'a', 1, 2), 'a', 2), 'a', 2, 3);
    expect(keys(tape)).toEqual(['a 3', 'a 2', 'a 1']);
  });

  it('shows where trades are missing: behind a jump of the numbers and in a new epoch', () => {
    const tape = told(told(told(emptyTape, 'a', 7), 'a', 9), 'b', 1);
    expect(keys(tape)).toEqual(['b 1 …', 'a 9 …', 'a 7']);
    expect(told(tape, 'a', 10)).toBe(tape);
  });

  it('says whether a price rose or fell, to the last decimal', () => {
    const prices = ['9.99', '10.00', '10.0', '9.9999'];
    const tape = foldTrades(emptyTape, { epoch: 'a', trades: prices.map((price, index) => trade(index, price)) });
    expect(tape.rows.map(({ direction }) => direction)).toEqual(['down', 'flat', 'up', 'flat']);
  });

  it('keeps thirty trades and is the same object where nothing came', () => {
    const tape = told(emptyTape, 'a', ...Array.from({ length: 50 }, (_, index) => index));
    expect([tape.rows.length, tape.rows[0]?.key, tape.rows.at(-1)?.key]).toEqual([30, 'a 49', 'a 20']);
    expect(foldTrades(tape, { epoch: 'a', trades: null })).toBe(tape);
  });
});
