import { expect, it } from '@jest/globals';
import { RedisUnavailable } from '../redis/failure.ts';
import { isTransient } from './transient.ts';

const coded = (code: string, cause?: Error) => Object.assign(new Error('failed', { cause }), { code });

it('does not blame the work for lost connections, deadlocks, lock timeouts and shutdowns', () => {
  for (const code of ['08006', '40001', '40P01', '53300', '55P03', '57P01', 'ECONNREFUSED'])
    expect([code, isTransient(coded(code))]).toEqual([code, true]);
  expect(isTransient(new RedisUnavailable('away'))).toBe(true);
  expect(isTransient(new Error('Connection terminated unexpectedly'))).toBe(true);
});

it('finds the reason behind other errors', () => {
  expect(isTransient(new Error('could not save', { cause: coded('40P01') }))).toBe(true);
});

it('blames the work for everything else', () => {
  for (const error of [new TypeError('x is undefined'), coded('23505'), coded('22P02'), coded('57014'), null, 'text'])
    expect(isTransient(error)).toBe(false);
});
