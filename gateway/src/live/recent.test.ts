import { describe, expect, it } from '@jest/globals';
import { Recent } from './recent.ts';

describe('a map of what was used recently', () => {
  it('forgets what was used longest ago, by whichever use', () => {
    const recent = new Recent<number>(2);
    recent.set('a', 1);
    recent.set('b', 2);
    for (const key of ['b', 'a', 'a']) recent.get(key);
    recent.set('c', 3);
    expect(['a', 'b', 'c'].map((key) => recent.get(key))).toEqual([1, undefined, 3]);
    recent.get('a');
    recent.delete('a');
    recent.set('a', 4);
    recent.set('d', 5);
    expect(['a', 'c', 'd'].map((key) => recent.get(key))).toEqual([4, undefined, 5]);
  });

  it('keeps fewer where their keys are long, the newest in any case', () => {
    const recent = new Recent<number>(100, 10);
    const keys = ['aaaa', 'bbbb', 'cc', 'ddd', 'e'.repeat(20)] as const;
    for (const key of keys.slice(0, 4)) recent.set(key, 1);
    expect(keys.map((key) => recent.get(key))).toEqual([undefined, 1, 1, 1, undefined]);
    recent.set(keys[4], 2);
    expect(keys.map((key) => recent.get(key))).toEqual([undefined, undefined, undefined, undefined, 2]);
    recent.delete(keys[4]);
    for (const key of keys.slice(0, 2)) recent.set(key, 3);
    expect(keys.map((key) => recent.get(key))).toEqual([3, 3, undefined, undefined, undefined]);
  });
});
