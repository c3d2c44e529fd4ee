import { describe, expect, it } from '@jest/globals';
import { addDecimals, compareDecimals, isDecimal, shareOfSpan, subtractDecimals } from './decimal.ts';

describe('decimal strings', () => {
  it('are added without the errors of floats', () => {
    expect(addDecimals('0.1', '0.2')).toBe('0.3');
    expect(addDecimals('12345678901234567890.01', '-0.02')).toBe('12345678901234567889.99');
  });

  it('are subtracted across zero', () => {
    expect(subtractDecimals('1', '1.005')).toBe('-0.005');
  });

  it('compare by value, whatever their scale', () => {
    expect(compareDecimals('1.10', '1.1')).toBe(0);
    expect(compareDecimals('-2', '1.9')).toBe(-1);
    expect(compareDecimals('10', '9.99')).toBe(1);
  });

  it('are told from other text', () => {
    expect(isDecimal('190.25')).toBe(true);
    expect(isDecimal('1e5')).toBe(false);
    expect(() => addDecimals('', '1')).toThrow('expected a decimal');
  });
});

describe('the share of a span', () => {
  it('is where a price lies between the day low and high', () => {
    expect(shareOfSpan('15', '10', '20')).toBe(0.5);
  });

  it('stays between zero and one', () => {
    expect(shareOfSpan('25', '10', '20')).toBe(1);
    expect(shareOfSpan('5', '10', '20')).toBe(0);
  });

  it('is unknown where low and high are the same', () => {
    expect(shareOfSpan('10', '10', '10')).toBeNull();
  });
});
