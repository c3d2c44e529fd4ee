import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { UnderWay } from './under-way.ts';

function underWay(...keys: readonly string[]): UnderWay<string, { readonly of: string }> {
  const all = new UnderWay<string, { readonly of: string }>();
  for (const key of keys) all.set(key, { of: key });
  return all;
}

describe('what is under way', () => {
  it('is told by key until it is taken, once', () => {
    const all = underWay('a', 'b');
    expect(all.get('a')).toEqual({ of: 'a' });
    expect(all.take('a')).toEqual({ of: 'a' });
    expect(all.take('a')).toBeUndefined();
    expect([all.has('a'), all.get('a'), all.has('b'), all.size]).toEqual([false, undefined, true, 1]);
  });

  it('is replaced by what is set later, and ends only for who still is it', () => {
    const all = underWay('a');
    const first = all.get('a')!;
    const second = { of: 'second' };
    all.set('a', second);
    all.end('a', first);
    expect(all.get('a')).toBe(second);
    all.end('a', second);
    expect(all.size).toBe(0);
  });

  it('is all told when all is taken, in the order in which it came', () => {
    const all = underWay('a', 'b', 'c');
    all.take('b');
    expect(all.takeAll()).toEqual([{ of: 'a' }, { of: 'c' }]);
    expect([all.size, all.has('c')]).toEqual([0, false]);
  });

  it('does not keep what left from the collections of what is young', () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as (how: { readonly type: 'minor' }) => void;
    const oldBytes = () =>
      getHeapSpaceStatistics().find(({ space_name }) => space_name === 'old_space')!.space_used_size;
    const all = new UnderWay<number, unknown>();
    let last = 0;
    const pass = () => {
      for (let times = 0; times < 500; times++) {
        all.set(++last, new Array(100).fill(last));
        all.take(last - 32);
      }
      collect({ type: 'minor' });
    };
    pass();
    // The table of this moment is among what is old now.
    collect({ type: 'minor' });
    const before = oldBytes();
    for (let times = 0; times < 40; times++) pass();
    const leftBytes = 20_000 * 800;
    expect(oldBytes() - before).toBeLessThan(leftBytes / 4);
  });
});
