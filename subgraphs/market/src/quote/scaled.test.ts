import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatScaled, parseScaled, percentOf } from './scaled.ts';

describe('scaled numbers', () => {
  it('come back as they were written', () => {
    const any = fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n });
    fc.assert(fc.property(any, (value) => expect(parseScaled(formatScaled(value))).toBe(value)));
  });

  it.each([
    ['190.25', 19_025_000_000n],
    ['0.00000001', 1n],
    ['5', 500_000_000n],
    ['5.', 500_000_000n],
    ['-0.5', -50_000_000n],
    ['1.100000000000', 110_000_000n],
    [190.25, 19_025_000_000n],
    [0.1, 10_000_000n],
  ])('read %s exactly', (text, value) => {
    expect(parseScaled(text)).toBe(value);
  });

  it.each([
    '',
    ' ',
    'abc',
    'NaN',
    'Infinity',
    '1e400',
    '1e-7',
    '0.000000001',
    '.5',
    '1,000',
    '--1',
    '0x10',
    '1'.repeat(19),
  ])('refuse %j', (text) => {
    expect(parseScaled(text)).toBeNull();
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number('1e400'), 1e-7, 1e30])('refuse the number %p', (value) => {
    expect(parseScaled(value)).toBeNull();
  });

  it.each([
    [19_000_000_000n, '190'],
    [19_020_000_000n, '190.20'],
    [19_025_000_000n, '190.25'],
    [12_340_000n, '0.1234'],
    [-50_000_000n, '-0.50'],
    [0n, '0'],
  ])('write %s as %s', (value, text) => {
    expect(formatScaled(value)).toBe(text);
  });
});

describe('percent', () => {
  it.each([
    ['2', '160', '1.25'],
    ['-2', '160', '-1.25'],
    ['1', '3', '33.3333'],
    ['2', '3', '66.6667'],
    ['0.0000005', '1', '0'],
    ['0.0000015', '1', '0.0002'],
    ['-0.0000015', '1', '-0.0002'],
    ['0.0000025', '1', '0.0002'],
  ])('%s of %s is %s, half-even at four decimals', (part, whole, percent) => {
    expect(formatScaled(percentOf(parseScaled(part)!, parseScaled(whole)!)!)).toBe(percent);
  });

  it('of zero is unknown', () => {
    expect(percentOf(1n, 0n)).toBeNull();
  });
});
