import { describe, expect, it } from '@jest/globals';
import { visitor } from '@lzstock/kit/viewer';
import { defaultAllowances as allowances, payerOf } from './allowance.ts';

const keyOf = (address: string): string => payerOf(visitor, address, allowances).key;

describe('who pays', () => {
  it('is an investor wherever they are, by the plan of their sign-in', () => {
    expect(payerOf({ id: 'ada' }, '10.0.0.1', allowances)).toEqual({
      key: 'viewer:ada',
      allowance: allowances.investor,
    });
    expect(payerOf({ id: 'ada', plan: 'pro' }, '10.0.0.2', allowances)).toEqual({
      key: 'viewer:ada',
      allowance: allowances.plans.pro,
    });
    for (const plan of ['unknown', 'constructor', '__proto__'])
      expect(payerOf({ id: 'ada', plan }, undefined, allowances).allowance).toBe(allowances.investor);
  });

  it('is a visitor by address', () => {
    expect(keyOf('10.0.0.1')).toBe('address:10.0.0.1');
    expect(keyOf('::ffff:10.0.0.1')).toBe('address:10.0.0.1');
    expect(payerOf(visitor, '10.0.0.1', allowances).allowance).toBe(allowances.visitor);
  });

  it('is a whole network of IPv6', () => {
    expect(keyOf('2001:db8:1:2:3:4:5:6')).toBe('address:2001:db8:1:2');
    expect(keyOf('2001:db8:1:2::9')).toBe(keyOf('2001:db8:1:2:ffff::1'));
    expect(keyOf('2001:db8::1')).toBe('address:2001:db8:0:0');
    expect(keyOf('::1')).toBe('address:0:0:0:0');
    expect(keyOf('fe80::1%eth0')).toBe('address:fe80:0:0:0');
  });
});
