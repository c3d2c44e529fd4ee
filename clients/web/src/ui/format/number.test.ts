import { describe, expect, it } from '@jest/globals';
import { directionOf, formatChange, formatCompact, formatFull, formatPercent, formatPrice, missing } from './number.ts';

describe('a price', () => {
  it('has two decimals from one dollar up and four below', () => {
    expect(formatPrice('190.25')).toBe('190.25');
    expect(formatPrice('1')).toBe('1.00');
    expect(formatPrice('0.4312')).toBe('0.4312');
    expect(formatPrice('0.5')).toBe('0.5000');
    expect(formatPrice('0.02', '190')).toBe('0.02');
  });

  it('keeps digits that a float would lose', () => {
    expect(formatPrice('90071992547409931.25')).toBe('90,071,992,547,409,931.25');
  });

  it('is an em dash where it is unknown, never zero', () => {
    expect(formatPrice(null)).toBe(missing);
    expect(formatPrice(undefined)).toBe('\u2014');
  });
});

describe('a change', () => {
  it('is signed with plus and the true minus', () => {
    expect(formatChange('1.5', '190')).toBe('+1.50');
    expect(formatChange('-1.5', '190')).toBe('\u22121.50');
  });

  it('has no sign where it is zero', () => {
    expect(formatChange('0', '190')).toBe('0.00');
  });

  it('has the decimals of its price', () => {
    expect(formatChange('0.0132', '0.4312')).toBe('+0.0132');
    expect(formatChange('0.5', '190')).toBe('+0.50');
  });

  it('goes where the written figure says', () => {
    expect(directionOf('0.01', '10')).toBe('up');
    expect(directionOf('-0.01', '10')).toBe('down');
    expect(directionOf('-0.001', '10')).toBe('flat');
    expect(directionOf(null, '10')).toBe('flat');
  });

  it('in percent has two decimals', () => {
    expect(formatPercent('1.2345')).toBe('+1.23%');
    expect(formatPercent('-0.5')).toBe('\u22120.50%');
    expect(formatPercent(null)).toBe(missing);
  });
});

describe('a volume', () => {
  it('is shortened to thousands, millions, billions and trillions', () => {
    expect(formatCompact('999')).toBe('999');
    expect(formatCompact('1250')).toBe('1.25K');
    expect(formatCompact('48302114')).toBe('48.30M');
    expect(formatCompact('1200000000')).toBe('1.20B');
    expect(formatCompact('3100000000000')).toBe('3.10T');
  });

  it('is told in full besides', () => {
    expect(formatFull('48302114')).toBe('48,302,114');
    expect(formatFull('-1.5')).toBe('\u22121.5');
  });
});
