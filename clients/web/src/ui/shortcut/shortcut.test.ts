import { describe, expect, it } from '@jest/globals';
import { matchShortcut, type Shortcut } from './shortcut.ts';

const shortcut = (...keys: [string] | [string, string]): Shortcut => ({ keys, says: keys.join(' '), run: () => {} });
const home = shortcut('g', 'h');
const add = shortcut('a');
const all = [home, add];

describe('a key press', () => {
  it('alone finds its shortcut', () => {
    expect(matchShortcut(all, null, { key: 'a', at: 0 })).toBe(add);
    expect(matchShortcut(all, null, { key: 'h', at: 0 })).toBeNull();
  });

  it('completes a pair that was begun shortly before', () => {
    expect(matchShortcut(all, { key: 'g', at: 0 }, { key: 'h', at: 900 })).toBe(home);
  });

  it('does not complete a pair that was begun long ago', () => {
    expect(matchShortcut(all, { key: 'g', at: 0 }, { key: 'h', at: 3000 })).toBeNull();
  });
});
