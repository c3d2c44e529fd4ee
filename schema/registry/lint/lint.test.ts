import { describe, expect, it } from '@jest/globals';
import { compose } from '../composition.ts';
import { madeUp } from '../testing/contexts.ts';
import { lint, rules } from './lint.ts';

describe('lint', () => {
  it('has rules with ids of their own, each said in a sentence', () => {
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
    expect(rules.filter(({ id, says }) => !/^[a-z-]+$/.test(id) || !says.endsWith('.'))).toEqual([]);
  });

  it('tells findings in order of file and line', () => {
    const contexts = madeUp({
      shop: 'type Query {\n b: Int!\n}',
      books: 'type Query {\n a: Int!\n "C"\n c: Float!\n}',
    });
    const found = lint(contexts, null).map(
      ({ rule, places: [place] }) => `${place?.file.slice(7, 11)}:${place?.line} ${rule}`,
    );
    expect(found).toEqual([
      'book:5 root-query-nullable',
      'book:5 described',
      'book:7 root-query-nullable',
      'book:7 described',
      'book:7 no-float',
      'shop:5 root-query-nullable',
      'shop:5 described',
    ]);
  });

  it('leaves out what reads the supergraph where there is none', () => {
    const contexts = madeUp({
      books: '"Live." directive @live on FIELD_DEFINITION\ntype Query { "Top." top: Int @live }',
    });
    const ids = (supergraph: string | null) => lint(contexts, supergraph).map(({ rule }) => rule);
    expect(ids(null)).toEqual(['directive-composed']);
    expect(ids(compose(contexts).supergraph)).toEqual(['directive-composed', 'directive-survives']);
  });
});
