import { describe, expect, it } from '@jest/globals';
import { hashOf } from '@lzstock/kit/stored/stored-text';
import { defaultOperationLimits } from './limits.ts';
import type { OperationRequest } from './operation.ts';
import { createSafelist } from './safelist.ts';
import { storedOperations } from './stored.ts';

const text = 'query Known($a: Int) {\n  a(b: $a)\n}';
const hash = hashOf(text);
const persisted = (sha256Hash: unknown) => ({ persistedQuery: { version: 1, sha256Hash } });
const stored = storedOperations([{ [hash]: text }]);

function answer(only: boolean, request: OperationRequest): string {
  try {
    return createSafelist({ stored, only, limits: defaultOperationLimits })(request);
  } catch (error) {
    const { code, message } = error as { code: string; message: string };
    return code === 'PERSISTED_QUERY_NOT_FOUND' ? message : code;
  }
}

describe.each([true, false])('with the safelist %s, a stored operation', (only) => {
  it.each([
    { extensions: persisted(hash) },
    { extensions: persisted(hash.toUpperCase()) },
    { documentId: hash },
    { documentId: `sha256:${hash}` },
    { query: text },
    { query: text, extensions: persisted(hash) },
  ])('is found by %j', (request) => {
    expect(answer(only, request)).toBe(text);
  });

  it('is not found under the hash of another text', () => {
    const query = 'query Known($a: Int) { a(b: $a) }';
    expect(answer(only, { query, extensions: persisted(hashOf(`${query} `)) })).toBe('BAD_INPUT');
  });

  it.each([
    {},
    { query: '' },
    { extensions: {} },
    { extensions: persisted(7) },
    { extensions: { persistedQuery: null } },
  ])('is not meant by %j', (request) => {
    expect(answer(only, request)).toBe('BAD_INPUT');
  });
});

describe('what is not stored', () => {
  const query = '{ other }';

  it('runs where anything may', () => {
    expect(answer(false, { query })).toBe(query);
    expect(answer(false, { query, extensions: persisted(hashOf(query)) })).toBe(query);
  });

  it.each([
    { query },
    { query, extensions: persisted(hashOf(query)) },
    { query, extensions: persisted(hash) },
    { query: `${text} query Other { a }` },
    { query: text.replace('Known', 'Other') },
    { query: text.replace('a(b: $a)', 'a(b: 1)') },
  ])('does not run where only stored operations may: %j', (request) => {
    expect(answer(true, request)).toBe('Expected one of the operations that are stored here');
  });

  it('is told in the words that stock clients act on where only its hash came', () => {
    expect(answer(true, { documentId: hashOf(query) })).toBe('PersistedQueryNotFound');
    expect(answer(false, { documentId: hashOf(query) })).toBe('PersistedQueryNotSupported');
  });

  it('is not stored by asking for it', () => {
    const textOf = createSafelist({ stored, only: true, limits: defaultOperationLimits });
    expect(() => textOf({ query, extensions: persisted(hashOf(query)) })).toThrow();
    expect(() => textOf({ extensions: persisted(hashOf(query)) })).toThrow('PersistedQueryNotFound');
  });
});

describe('a stored text', () => {
  it('is the same with other spaces, commas and comments', () => {
    const query = '# hello\nquery Known ( $a : Int, ) { a( b:$a ) }';
    expect(answer(true, { query })).toBe(query);
  });
});

describe('a manifest', () => {
  it('may be one that other tools write', () => {
    const written = {
      format: 'apollo-persisted-query-manifest',
      version: 1,
      operations: [{ id: 'x', body: text, name: 'Known' }],
    };
    expect(storedOperations([written]).text('x')).toBe(text);
  });

  it.each([
    [{ [hashOf('{ b }')]: '{ a }' }],
    [{ [hashOf('{ "a')]: '{ "a' }],
    [{ short: '{ a }' }],
    ['text'],
    [[]],
    [null],
  ])('is refused where it is none: %j', (written) => {
    expect(() => storedOperations([written])).toThrow(/^OPERATIONS: expected/);
  });
});
