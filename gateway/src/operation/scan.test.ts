import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { scan } from './scan.ts';

const limits = { tokens: 20, nesting: 3 };
const any = { tokens: 1_000, nesting: 1_000 };
const refused = expect.objectContaining({ code: 'OPERATION_LIMIT' });

function thrown(text: string, within = limits): unknown {
  try {
    return scan(text, within);
  } catch (error) {
    return error;
  }
}

describe('the tokens of an operation', () => {
  it('are the same whatever stands between them', () => {
    const text = 'query A($x:Int=1){a(b:[1,2],c:"d")@skip(if:true){...F}}';
    const spaced = `# said\nquery A ( $x : Int = 1, ) {\n a ( b: [1 2], c: "d" ) @skip(if:true) { ... F } , }`;
    expect(scan(spaced, any)).toBe(scan(text, any));
  });

  it('are the same in whatever order operations and fragments stand', () => {
    const [query, fragment] = ['query A($x:I={y:1}){a{b}...F}', 'fragment F on T{c{d}}'];
    expect(scan(`${query} ${fragment}`, any)).toBe(scan(`${fragment}\n${query}`, any));
    expect(scan('query A($x:I={y:1}){a} query B{b}', any)).not.toBe(scan('query B($x:I={y:1}){a} query A{b}', any));
  });

  it('are others where a value, a name or the order is another', () => {
    const texts = ['{a(b:"c d")}', '{a(b:"c  d")}', '{a(b:c)}', '{a b}', '{b a}', '{ab}', '{a(b:"c")}', '{a(b:"\\"")}'];
    expect(new Set(texts.map((text) => scan(text, any))).size).toBe(texts.length);
  });

  it('never change by scanning what was scanned', () => {
    const token = fc.constantFrom(
      'a',
      'query',
      '$',
      '{',
      '}',
      '(',
      ')',
      '...',
      '@',
      '!',
      '1',
      '2.5',
      '"x"',
      '""',
      ':',
      '|',
    );
    fc.assert(
      fc.property(fc.array(token, { maxLength: 30 }), (tokens) => {
        const once = scan(tokens.join(' '), any);
        expect(scan(once, any)).toBe(once);
      }),
    );
  });

  it('may be as many as allowed and not one more', () => {
    expect(thrown(`{${' a'.repeat(18)}}`)).toEqual(expect.any(String));
    expect(thrown(`{${' a'.repeat(19)}}`)).toEqual(refused);
  });

  it('may nest as deeply as allowed and not one level more', () => {
    expect(thrown('{a{b(c:1)}}')).toEqual(expect.any(String));
    expect(thrown('{a{b(c:[1])}}')).toEqual(refused);
  });

  it('are not read further than the limit', () => {
    expect(thrown(`${'a '.repeat(21)}~ is no token`)).toEqual(refused);
  });

  it('that nest ten thousand deep are refused, not fallen over', () => {
    expect(thrown('{a'.repeat(10_000), { tokens: 1_000_000, nesting: 500 })).toEqual(refused);
  });

  it.each(['{ a(b: "\\u0000") }', '{ a(b: "\\ud800") }', '{ a(b: "\ud800") }', '{ a(b: "'])(
    'of %j are no GraphQL',
    (text) => {
      expect(thrown(text)).toBeInstanceOf(Error);
      expect(thrown(text)).not.toEqual(refused);
    },
  );
});
