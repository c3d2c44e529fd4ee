import { describe, expect, it } from '@jest/globals';
import { copy, merge } from './merge.ts';

const parsed = (text: string): Record<string, unknown> => JSON.parse(text) as Record<string, unknown>;

describe('merging', () => {
  it('lets objects and lists of one length grow together and replaces anything else', () => {
    const target = parsed('{"a":{"x":1,"l":[{"p":1},null,2]},"b":[1],"c":"text","d":{"k":1}}');
    merge(target, parsed('{"a":{"y":2,"l":[{"q":2},{"n":1},3]},"b":[1,2],"c":{"o":1},"d":null}'));
    expect(target).toEqual({ a: { x: 1, y: 2, l: [{ p: 1, q: 2 }, { n: 1 }, 3] }, b: [1, 2], c: { o: 1 }, d: null });
  });

  it('takes `__proto__` and `constructor` for names like any other', () => {
    const target = parsed('{"__proto__":{"a":1}}');
    merge(target, parsed('{"__proto__":{"b":2},"constructor":{"c":3}}'));
    expect(JSON.stringify(target)).toBe('{"__proto__":{"a":1,"b":2},"constructor":{"c":3}}');
    expect(Object.getPrototypeOf(target)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>).b).toBeUndefined();
  });
});

it('a copy shares nothing, whatever its names', () => {
  const value = parsed('{"__proto__":{"a":[{"b":1}]},"c":null}');
  const copied = copy(value);
  expect(JSON.stringify(copied)).toBe(JSON.stringify(value));
  merge(copied, parsed('{"__proto__":{"a":[{"b":2}]}}'));
  expect(JSON.stringify(value)).toBe('{"__proto__":{"a":[{"b":1}]},"c":null}');
});
