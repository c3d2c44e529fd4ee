import { expect, it } from '@jest/globals';
import { canonicalCik, sameName } from './company-name.ts';

it.each([
  ['NVIDIA CORP', 'NVIDIA Corporation'],
  ['AMAZON COM INC', 'Amazon.com, Inc.'],
  ['PROCTER & GAMBLE Co', 'The Procter & Gamble Company'],
  ['ELI LILLY & Co', 'Eli Lilly and Company'],
  ['BANK OF AMERICA CORP /DE/', 'Bank of America Corporation'],
  ['LOWES COMPANIES INC', "Lowe's Companies, Inc."],
  ['SCHWAB CHARLES CORP', 'The Charles Schwab Corporation'],
  ['HORTON D R INC /DE/', 'D.R. Horton, Inc.'],
  ['WELLS FARGO & COMPANY/MN', 'Wells Fargo & Company'],
  ['US BANCORP \\DE\\', 'U.S. Bancorp'],
  ['NOVO NORDISK A S', 'Novo Nordisk A/S'],
  ['WILLIS TOWERS WATSON PLC', 'Willis Towers Watson Public Limited Company'],
  ['ESTEE LAUDER COMPANIES INC', 'The Estée Lauder Companies Inc.'],
])('takes %s for a way to write %s', (filed, known) => {
  expect(sameName(filed, known)).toBe(true);
});

it.each([
  ['Facebook Inc', 'Meta Platforms, Inc.'],
  ['Fox Corp', 'Ford Corp'],
])('tells %s from %s', (filed, known) => {
  expect(sameName(filed, known)).toBe(false);
});

it('writes a CIK with ten digits and refuses what is none', () => {
  expect(['320193', ' 0000320193 ', '1'].map(canonicalCik)).toEqual(['0000320193', '0000320193', '0000000001']);
  expect(['', 'x', '-1', '12345678901'].map(canonicalCik)).toEqual([null, null, null, null]);
});
