import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { GraphQLError, getIntrospectionQuery, parse } from 'graphql';
import { checkShape } from './check-shape.ts';
import { defaultOperationLimits, looseOperationLimits } from './limits.ts';
import { measure } from './shape.ts';

const limits = {
  ...looseOperationLimits,
  operations: 2,
  fragments: 2,
  selections: 8,
  allSelections: 16,
  depth: 3,
  introspection: 3,
  aliases: 3,
  rootFields: 4,
  directives: 3,
  directivesOfOneNode: 2,
  repeats: 2,
};

function verdict(text: string, within = limits): string {
  try {
    checkShape(parse(text), within);
    return 'taken';
  } catch (error) {
    if (error instanceof GraphQLError) return 'BAD_INPUT';
    return (error as { code?: string }).code ?? String(error);
  }
}

/** Each pair is one step apart: the last that is taken, the first that is refused. */
const neighbours: [string, string, string][] = [
  ['operations', 'query A{a} query B{a}', 'query A{a} query B{a} query C{a}'],
  [
    'fragments',
    '{...A ...B} fragment A on Q{a} fragment B on Q{b}',
    '{...A ...B} fragment A on Q{a} fragment B on Q{b} fragment C on Q{c}',
  ],
  ['fields', '{a{b c d} e{f g} h}', '{a{b c d} e{f g} h{i}}'],
  ['fields through fragments', '{x{...A} y{...A}} fragment A on Q{a b}', '{x{...A} y{...A} z} fragment A on Q{a b}'],
  [
    'fields of all definitions',
    'query A{a{b c d e} f g} query B{a{b c d e} f g h}',
    'query A{a{b c d e} f g h} query B{a{b c d e} f g h} fragment C on Q{c}',
  ],
  ['levels', '{a{b{c}}}', '{a{b{c{d}}}}'],
  ['levels through fragments', '{a{...A}} fragment A on Q{b{c}}', '{a{b{...A}}} fragment A on Q{c{d}}'],
  ['levels through inline fragments', '{a{...on Q{b{c}}}}', '{a{...on Q{b{...{c{d}}}}}}'],
  ['aliases', '{p:a q:a r:a}', '{p:a q:a r:a s:a}'],
  ['aliases through fragments', '{x{...A} z:a} fragment A on Q{p:a q:a}', '{x{...A} y{...A}} fragment A on Q{p:a q:a}'],
  ['root fields', '{a b c d}', '{a b c d e}'],
  ['root fields through fragments', '{a b ...A} fragment A on Q{c d}', '{a b c ...A} fragment A on Q{d e}'],
  ['directives', '{a@x@y b@x}', '{a@x@y b@x c@x}'],
  ['directives of one node', '{a@x@y}', '{a@x@y@z}'],
  ['directives of an operation', 'query @x@y {a}', 'query @x@y@z {a}'],
  ['directives of a variable', 'query($v:Int@x@y){a}', 'query($v:Int@x@y@z){a}'],
  ['directives of a spread', '{...A@x@y} fragment A on Q{a}', '{...A@x@y@z} fragment A on Q{a}'],
  ['repeated fields', '{a a a}', '{a a a a}'],
  ['repeated fields in what is put together', '{a{b} a{b}}', '{a{b} a{b} ...{a{b}}}'],
  ['repeated fields through fragments', '{a b ...A} fragment A on Q{a b}', '{a b ...A ...A} fragment A on Q{a b}'],
  ['introspection', '{__schema{types{fields{args}}}}', '{__schema{types{fields{type{fields{type{fields}}}}}}}'],
  [
    'introspection through fragments',
    '{__type{...T}} fragment T on __Type{fields{type{fields}}}',
    '{__type{fields{type{...T}}}} fragment T on __Type{fields{type{fields{type{possibleTypes}}}}}',
  ],
];

describe('the shape of an operation', () => {
  it.each(neighbours)('with as many %s as allowed is taken, with one more refused', (_what, taken, refused) => {
    expect(verdict(taken)).toBe('taken');
    expect(verdict(refused)).toBe('OPERATION_LIMIT');
  });

  it('of introspection as tools send it is taken by default', () => {
    const everything = { descriptions: true, specifiedByUrl: true, directiveIsRepeatable: true, oneOf: true };
    const text = getIntrospectionQuery({ ...everything, schemaDescription: true, inputValueDeprecation: true });
    expect(verdict(text, defaultOperationLimits)).toBe('taken');
  });

  it('of the product itself may have lists called fields', () => {
    expect(verdict('{fields{fields{fields}}}', { ...limits, introspection: 0 })).toBe('taken');
  });

  it('that doubles with each fragment is refused without being expanded', () => {
    const doubling = (depth: number) =>
      `{...F0} ${Array.from({ length: depth }, (_, i) => `fragment F${i} on Q{...F${i + 1} ...F${i + 1}}`).join(' ')} fragment F${depth} on Q{a}`;
    expect(verdict(doubling(25), defaultOperationLimits)).toBe('OPERATION_LIMIT');
    expect(verdict(doubling(450), looseOperationLimits)).toBe('OPERATION_LIMIT');
  });

  it.each(['fragment A on Q{...A} {...A}', 'fragment A on Q{...B} fragment B on Q{a{...A}} {...A}'])(
    'in which a fragment spreads itself is no operation: %s',
    (text) => {
      expect(verdict(text)).toBe('BAD_INPUT');
    },
  );

  it('in which each fragment spreads every other is told at once', () => {
    const names = Array.from({ length: 40 }, (_, i) => `F${i}`);
    const all = names.map((name) => `fragment ${name} on Q{${names.map((each) => `...${each}`).join(' ')}}`).join(' ');
    expect(verdict(`{...F0} ${all}`, looseOperationLimits)).toBe('BAD_INPUT');
  });

  it.each(['__proto__', 'constructor', 'prototype'])('with the alias or variable %s is no operation', (alias) => {
    expect(verdict(`{a{${alias}:b}}`)).toBe('BAD_INPUT');
    expect(verdict(`query ($${alias}: Int) {a(b: $${alias})}`)).toBe('BAD_INPUT');
  });

  it('is measured as if every fragment were written out', () => {
    const leaf = fc.constantFrom('a', 'b', 'x:a', 'y:b', 'a@d', '...on Q{a}');
    const level = (below: string) =>
      fc.array(fc.oneof(leaf, fc.constant(below), fc.constant(`c{${below}}`)), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(level('...F1'), level('...F2'), level('a'), (top, middle, bottom) => {
        const parts = [top, middle, bottom].map((each) => each.join(' '));
        const [written, ...fragments] = parts as [string, string, string];
        const text = `{${written}} fragment F1 on Q{${fragments[0]}} fragment F2 on Q{${fragments[1]}}`;
        const inline = (body: string): string =>
          body
            .replaceAll('...F1', () => `...{${inline(fragments[0]!)}}`)
            .replaceAll('...F2', () => `...{${inline(fragments[1]!)}}`);
        const [size] = measure(parse(text)).sizes.values();
        const [expected] = measure(parse(`{${inline(written)}}`)).sizes.values();
        expect(size).toEqual(expected);
      }),
    );
  });
});
