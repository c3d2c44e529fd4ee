import { expect, it } from '@jest/globals';
import { passes } from './case.ts';

const query = '{ a }';

it.each([
  ['the same data in another order of fields', { data: { a: 1, b: [2] } }, { data: { b: [2], a: 1 } }, true],
  ['other data', { data: { a: 1 } }, { data: { a: 2 } }, false],
  ['a field too many', { data: { a: 1 } }, { data: { a: 1, b: 2 } }, false],
  ['a list in another order', { data: { a: [1, 2] } }, { data: { a: [2, 1] } }, false],
  ['the right data beside an error', { data: { a: 1 } }, { data: { a: 1 }, errors: [{ message: 'x' }] }, false],
  [
    'an expected error, whatever it says',
    { data: { a: null }, errors: true },
    { data: { a: null }, errors: [{}] },
    true,
  ],
  ['no error where one is expected', { data: { a: null }, errors: true }, { data: { a: null } }, false],
  ['no data at all where null is expected', { data: null, errors: true }, { errors: [{}] }, true],
])('judges %s', (_, expected, answer, verdict) => {
  expect(passes({ query, expected }, answer)).toBe(verdict);
});
