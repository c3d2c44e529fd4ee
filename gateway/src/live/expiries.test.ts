import { expect, it } from '@jest/globals';
import { createExpiries } from './expiries.ts';

it('takes everybody once, never early and at most a second late', () => {
  let now = 10_000;
  const expiries = createExpiries<string>(() => now);
  expiries.move('ann', undefined, 11_001);
  expiries.move('bob', undefined, 11_999);
  expiries.move('cleo', undefined, 12_500);
  now = 11_999;
  expect(expiries.due()).toEqual([]);
  now = 12_001;
  expect(expiries.due()).toEqual(['ann', 'bob']);
  expect(expiries.due()).toEqual([]);
  now = 13_000;
  expect(expiries.due()).toEqual(['cleo']);
  expect(expiries.empty).toBe(true);
});

it('forgets who moves or leaves, whoever else is due in the same second', () => {
  let now = 0;
  const expiries = createExpiries<string>(() => now);
  expiries.move('ann', undefined, 1_000);
  expiries.move('bob', undefined, 1_000);
  expiries.move('ann', 1_000, 5_000);
  now = 2_000;
  expect(expiries.due()).toEqual(['bob']);
  expiries.move('ann', 5_000, undefined);
  expect(expiries.empty).toBe(true);
});
