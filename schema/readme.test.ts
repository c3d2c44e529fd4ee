import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { rules } from './registry/lint/lint.ts';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const readme = read('./README.md');

describe('the README', () => {
  it('lists every rule in its own words, and no other', () => {
    const [, table = ''] = /## The rules of the graph\n([\s\S]*?)\n## /.exec(readme) ?? [];
    const listed = [...table.matchAll(/^\| `([a-z-]+)` +\| (.+?) +\|$/gm)].map(([, id, says]) => [id, says]);
    expect(listed).toEqual(rules.map(({ id, says }) => [id, says]));
  });

  it('lists every error code, and no other', () => {
    const [, table = ''] = /## Error codes\n([\s\S]*)$/.exec(readme) ?? [];
    const listed = [...table.matchAll(/^\| `([A-Z_]+)` +\|/gm)].map(([, code]) => code);
    const [, union = ''] = /export type RefusalCode =([^;]+);/.exec(read('../subgraphs/kit/src/refusal.ts')) ?? [];
    expect(listed).toEqual([...union.matchAll(/'([A-Z_]+)'/g)].map(([, code]) => code));
  });
});
