import { describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { hashOf, storedText } from './stored-text.ts';

const stored = (text: string) => storedText(parse(text)).replaceAll(/\s+/g, ' ');

describe('the text of a stored operation', () => {
  it('asks for the name of every type but the root', () => {
    expect(stored('query Q { a b { c ...F ...on D { e } } } fragment F on B { g { h } }')).toBe(
      'query Q { a b { c ...F ... on D { e __typename } __typename } } fragment F on B { g { h __typename } __typename }',
    );
  });

  it('asks for no name twice, but does not mistake an alias for it', () => {
    expect(stored('{ a { __typename b } c { __typename: d } }')).toBe(
      '{ a { __typename b } c { __typename: d __typename } }',
    );
  });

  it('of a subscription is what was written', () => {
    expect(stored('subscription S { a { b } }')).toBe('subscription S { a { b } }');
  });

  it('is the same in whatever order its parts stand', () => {
    const [a, b, q] = ['fragment A on T { a }', 'fragment B on T { b }', 'query Q { ...A ...B }'];
    expect(stored(`${a} ${q} ${b}`)).toBe(stored(`${q} ${b} ${a}`));
  });

  it('is named by its hash', () => {
    expect(hashOf('{ a }')).toBe('1c7e1e347f726166b5b1c55afd61f278cc9b45e00c108ec33d540a566379811b');
  });
});
