import { describe, expect, it } from '@jest/globals';
import { codingOf } from './answer.ts';

describe('the coding of an answer', () => {
  it.each([
    ['gzip, deflate, br', 'br'],
    ['gzip', 'gzip'],
    ['GZIP;q=0.5', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
    ['br;q=0.0', null],
    ['identity', null],
    ['zstd', null],
    ['', null],
    [undefined, null],
  ])('for %j is %j', (accepted, coding) => {
    expect(codingOf(accepted)).toBe(coding);
  });
});
