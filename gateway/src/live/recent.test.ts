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
});
