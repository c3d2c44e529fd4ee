import type { OperationBody } from '../world/operation-body.ts';
import type { Vocabulary } from '../world/vocabulary.ts';

const kib = 1024;

/** A body with an operation that is known, and `more` among its variables and beside it. */
export function bodyWith(
  { query, variables }: OperationBody,
  more: { readonly variables?: string; readonly beside?: string },
): string {
  const values = [JSON.stringify(variables ?? {}).slice(1, -1), more.variables].filter(Boolean).join();
  return `{${[`"query":${JSON.stringify(query)}`, `"variables":{${values}}`, more.beside].filter(Boolean).join()}}`;
}

const polluted = '{"polluted":true}';
export const polluting = ({ withText }: Vocabulary): readonly string[] => [
  bodyWith(withText('a'), { variables: `"__proto__":${polluted},"constructor":{"prototype":${polluted}}` }),
  bodyWith(withText('a'), { beside: `"extensions":{"__proto__":${polluted}}` }),
  bodyWith(withText('a'), { beside: '"__proto__":{"polluted":true,"operationName":"x"}' }),
  '{"query":"{ __proto__: __typename constructor: __typename hasOwnProperty: __typename toString: __typename }"}',
  '{"query":"query __proto__ { __typename }","operationName":"__proto__"}',
  '{"query":"query constructor($__proto__: Int, $toString: Int) { __typename }","variables":{"toString":1}}',
];

/** A body that nobody's client sends. */
export interface Odd {
  readonly what: string;
  readonly body: (words: Vocabulary) => string;
  /** Whether it may not be answered. */
  readonly refused?: boolean;
}

export const odd: readonly Odd[] = [
  { what: 'NUL in a string', body: () => '{"query":"{ __typename(a: \\"\\u0000\\") }"}' },
  { what: 'NUL in a query', body: () => '{"query":"{ __type\\u0000name }"}' },
  { what: 'a lone surrogate', body: () => '{"query":"{ __typename # \\ud800 \\n a: __typename }"}' },
  { what: 'a lone surrogate in a name', body: () => '{"query":"{ \\udfff }"}' },
  {
    what: 'a lone surrogate in a variable',
    body: ({ withText }) => JSON.stringify(withText('MARK')).replace('MARK', '\\ud800\\u0000'),
  },
  {
    what: 'a string variable of 1 MB',
    body: ({ withText }) => JSON.stringify(withText('x'.repeat(kib * kib))),
    refused: true,
  },
  { what: 'bytes that are no UTF-8', body: () => '{"query":"{ __typename # \xc3\x28\n}"}', refused: true },
  ...['\xff', '\xc0\xaf', '\xed\xa0\x80', '\xf4\x90\x80\x80', '\xe2\x82'].map((bytes) => ({
    what: `a variable of ${Buffer.from(bytes, 'latin1').toString('hex')}, which is no UTF-8`,
    body: ({ withText }: Vocabulary) => JSON.stringify(withText('MARK')).replace('MARK', bytes),
    refused: true,
  })),
];
