import { describe, expect, it } from '@jest/globals';
import { findLeaks } from './leak.ts';

const found = (text: string) => findLeaks([text], ['quillmark']).map(({ what }) => what);

describe('the search for leaks', () => {
  it.each([
    ['"Error: x\\n    at Object.resolve (file:///srv/app/x.ts:3:9)"', 'a stack'],
    ['{"extensions":{"stacktrace":[]}}', 'a stack'],
    ['select "id", "title" from "work" where id = $1', 'SQL'],
    ['INSERT INTO work VALUES (1)', 'SQL'],
    ['cannot open /srv/app/src/work.ts', 'a file path'],
    ['connect ECONNREFUSED 127.0.0.1:4101', 'an address of the inside'],
    ['{"extensions":{"serviceName":"a"}}', 'serviceName'],
    ['Cannot query field "wrk". Did you mean "work"?', 'a suggestion'],
    ['the subgraph quillmark is away', 'the name of a subgraph'],
  ])('finds in %s %s', (text, what) => {
    expect(found(text)).toContain(what);
  });

  it.each([
    '{"errors":[{"message":"Something went wrong here; the error id finds it in the log.","extensions":{"code":"INTERNAL","errorId":"6b1f"}}]}',
    '{"data":{"work":{"title":"Select letters from home"}}}'.replace('from', 'at'),
    '{"content-type":"application/json; charset=utf-8","date":"Thu, 26 Nov 2026 15:42:40 GMT"}',
    'Expected a selection at line 1:2',
    '<script src="https://cdn.example/app/static/js/main.js"></script><link href="/assets/index-4f.js">',
  ])('finds nothing in %s', (text) => {
    expect(found(text)).toEqual([]);
  });
});
