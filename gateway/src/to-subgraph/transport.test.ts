import { expect, it } from '@jest/globals';
import { readAnswer } from './answer.ts';
import { kindOf } from './transport.ts';

it.each([
  ['{ a }', 'query'],
  ['query Q { a }', 'query'],
  ['\n  query($x:Int){a(x:$x)}', 'query'],
  ['mutation M { a }', 'mutation'],
  ['mutation{a}', 'mutation'],
  ['queryish { a }', 'mutation'],
  ['# query\nmutation { a }', 'mutation'],
  ['', 'mutation'],
])('"%s" is a %s', (query, kind) => {
  expect(kindOf({ query })).toBe(kind);
});

it.each([
  ['{"data":[]}', 'unreadable'],
  ['{"data":"x"}', 'unreadable'],
  ['{"errors":{}}', 'unreadable'],
  ['{"errors":[{}]}', 'unreadable'],
  ['{"errors":[null]}', 'unreadable'],
  ['[]', 'unreadable'],
  ['null', 'unreadable'],
  ['{}', 'unreadable'],
  ['', 'unreadable'],
])('%s is no answer of a subgraph', (text, reason) => {
  expect(() => readAnswer({ text, status: 200 })).toThrow(expect.objectContaining({ reason }));
});
