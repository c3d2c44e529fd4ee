import { describe, expect, it } from '@jest/globals';
import { clientOf } from './client-file.ts';
import { readOperations } from './operation.ts';

const read = (...bodies: string[]) =>
  readOperations(bodies.map((body, index) => ({ client: 'web', file: `${'abc'[index]}.graphql`, body })));

describe('readOperations', () => {
  it('gives each operation the fragments it reaches, from whatever file and however deep', () => {
    const { operations, findings } = read(
      'query q { ...A } query r { x }',
      'fragment A on Query { ...B } fragment B on Query { x }',
      'fragment C on Query { x }',
    );
    expect(findings).toEqual([]);
    expect(operations.map(({ name, document }) => [name, document.definitions.length])).toEqual([
      ['q', 3],
      ['r', 1],
    ]);
  });

  it('keeps the fragments of one client from another', () => {
    const { operations } = readOperations([
      { client: 'web', file: 'a.graphql', body: 'query q { ...A }' },
      { client: 'phone', file: 'b.graphql', body: 'fragment A on Query { x }' },
    ]);
    expect(operations[0]?.document.definitions).toHaveLength(1);
  });

  it.each([
    ['does not parse', ['query q {'], 'operation-syntax', ['a.graphql:1']],
    ['has no name', ['{ x }'], 'operation-name', ['a.graphql:1']],
    ['is named twice', ['query q { x }', '\nquery q { y }'], 'operation-name', ['b.graphql:2', 'a.graphql:1']],
    [
      'spreads a fragment named twice',
      ['fragment F on Query { x }', 'fragment F on Query { y }'],
      'operation-name',
      ['b.graphql:1', 'a.graphql:1'],
    ],
  ])('tells of an operation that %s', (_, bodies, rule, places) => {
    const { findings } = read(...bodies);
    expect(
      findings.map((finding) => [finding.rule, finding.places.map(({ file, line }) => `${file}:${line}`)]),
    ).toEqual([[rule, places]]);
  });
});

describe('clientOf', () => {
  it.each([
    ['clients/web/src/a.graphql', 'web'],
    ['clients/web/src/deep/er/a.graphql', 'web'],
    ['schema/explorer.graphql', 'explorer'],
    ['clients/web/a.graphql', null],
    ['clients/web/src/a.ts', null],
    ['schema/books/books.graphql', null],
  ])('%s belongs to %s', (path, client) => {
    expect(clientOf(path)).toBe(client);
  });
});
