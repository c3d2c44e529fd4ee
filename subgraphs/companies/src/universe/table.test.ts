import { expect, it } from '@jest/globals';
import { parseTable } from './table.ts';

it('reads rows by the names of their columns, whatever the order and line ends', () => {
  expect(parseTable('name\tsymbol\r\nApple Inc.\tAAPL\r\n\tX\r\n', ['symbol', 'name'])).toEqual([
    { symbol: 'AAPL', name: 'Apple Inc.' },
    { symbol: 'X', name: '' },
  ]);
});

it('refuses a missing column and a row that is too long', () => {
  expect(() => parseTable('symbol\nA\n', ['name'])).toThrow('expected a column "name", came symbol');
  expect(() => parseTable('symbol\nA\nB\tC\n', ['symbol'])).toThrow('line 3: expected 1 columns, came 2');
});
