import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from './json.ts';
import { collectRepresentations } from './representations.ts';

const collect = (...entities: JsonObject[]) => collectRepresentations(entities, (entity) => entity as JsonObject, null);

describe('representations', () => {
  it('that are alike are sent once, and each entity knows its own', () => {
    const [a, b] = [
      { __typename: 'T', id: 'a' },
      { __typename: 'T', id: 'b' },
    ];
    const { sent, slots, uses } = collect(a, b, { ...a }, { ...a });
    expect(sent).toEqual([a, b]);
    expect(slots).toEqual([0, 1, 0, 0]);
    expect(uses).toEqual([3, 1]);
  });

  it('of entities without a type are not sent', () => {
    expect(collect({ id: 'a' }, { __typename: 'T', id: 'b' }).sent).toEqual([{ __typename: 'T', id: 'b' }]);
  });

  it.each<[string, JsonObject, JsonObject]>([
    ['type', { __typename: 'T', id: 'a' }, { __typename: 'U', id: 'a' }],
    ['name', { __typename: 'T', id: 'a' }, { __typename: 'T', symbol: 'a' }],
    ['kind of value', { __typename: 'T', id: '1' }, { __typename: 'T', id: 1 }],
    ['null', { __typename: 'T', id: 'null' }, { __typename: 'T', id: null }],
    ['more beside it', { __typename: 'T', id: 'a' }, { __typename: 'T', id: 'a', more: true }],
    ['an object', { __typename: 'T', id: 'a' }, { __typename: 'T', id: 'a', at: { x: 1 } }],
    ['a list', { __typename: 'T', at: ['1'] }, { __typename: 'T', at: '1' }],
    [
      'a text that reads like what another is told apart by',
      { __typename: 'T', id: '\u0000__typename"1:Uid"1:a' },
      { __typename: 'U', id: 'a' },
    ],
    [
      'a text that reads like another as JSON',
      { __typename: 'T', id: '\u0000{"__typename":"T","at":[]}' },
      { __typename: 'T', at: [] },
    ],
    ['where a text ends', { __typename: 'T', a: 'x', b: 'yz' }, { __typename: 'T', a: 'xy', b: 'z' }],
  ])('that differ by %s are both sent, whichever comes first', (_what, one, other) => {
    expect(collect(one, other).sent).toEqual([one, other]);
    expect(collect(other, one).sent).toEqual([other, one]);
    const third = { __typename: 'T', id: 'z' };
    expect(collect(third, one, other).sent).toEqual([third, one, other]);
  });
});
