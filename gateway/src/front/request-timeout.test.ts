import { expect, it } from '@jest/globals';
import { HttpRefusal } from './http-refusal.ts';
import { dueAtOf } from './request-timeout.ts';

it('says when an answer is due, by whole milliseconds from now', () => {
  const before = performance.now();
  const dueAt = dueAtOf({ 'x-request-timeout': '250' })!;
  expect(dueAt).toBeGreaterThanOrEqual(before + 250);
  expect(dueAt).toBeLessThanOrEqual(performance.now() + 250);
});

it('says nothing without the header', () => {
  expect(dueAtOf({})).toBeUndefined();
});

it.each(['', '0', '00250', '-1', '1.5', '1e3', '0x10', '250ms', ' 250', '250, 300', '9999999999', '٢٥٠'])(
  'refuses "%s" and says what was expected',
  (given) => {
    expect(() => dueAtOf({ 'x-request-timeout': given })).toThrow(
      new HttpRefusal(400, '`x-request-timeout`: expected whole milliseconds from 1 to 999999999'),
    );
  },
);
