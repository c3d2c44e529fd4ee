import { describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { directiveChanges } from './directive-change.ts';

const told = (before: string, after: string) =>
  directiveChanges(parse(before), parse(after)).map(({ level, id }) => `${level} ${id}`);

describe('directiveChanges', () => {
  it.each([
    [
      'a guard more',
      'type Query { a: Int }',
      'type Query { a: Int @authenticated }',
      'dangerous directive-use-added Query.a (@authenticated)',
    ],
    [
      'a guard less',
      'type T @authenticated { a: Int }',
      'type T { a: Int }',
      'dangerous directive-use-removed T (@authenticated)',
    ],
    [
      'a stream shared otherwise',
      'type S { a: Int @live(seq: "b") }',
      'type S { a: Int @live(seq: "c") }',
      'dangerous directive-use-changed S.a (@live)',
    ],
  ])('tells of %s', (_, before, after, change) => {
    expect(told(before, after)).toEqual([change]);
  });

  it.each([
    [
      'the machinery of composition',
      'type T { a: Int @join__field(graph: A) }',
      'type T { a: Int @join__field(graph: B) @tag(name: "x") }',
    ],
    ['what is new or gone', 'type T { a: Int @live }', 'type T { b: Int @live }'],
  ])('is silent about %s', (_, before, after) => {
    expect(told(before, after)).toEqual([]);
  });

  it('says how it was and how it is', () => {
    const [change] = directiveChanges(parse('type S { a: Int @live(seq: "b") }'), parse('type S { a: Int @live }'));
    expect(change?.message).toBe('`S.a` was `@live(seq: "b")` and is `@live` now.');
  });
});
