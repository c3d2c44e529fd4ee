import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { checkDoors, checkModel } from './rooms/doors.ts';
import { checkKit, checkName, checkSize, checkStockWords } from './rooms/habits.ts';
import { houseFiles, readSources, type Source, toSource, type Violation } from './rooms/source.ts';
import { readWorkspaces } from './rooms/workspaces.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const files = houseFiles(root);
const sources = readSources(root, files);
const workspaces = readWorkspaces(root);

const told = (violations: readonly Violation[]): string[] =>
  violations.map(({ path, line, rule }) => `${path}:${line} ${rule}`);
const over = (check: (source: Source) => Violation[]): string[] => told(sources.flatMap(check));

describe('the house', () => {
  it('is read whole', () => {
    expect(sources.length).toBeGreaterThan(100);
    expect(workspaces.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['@lzstock/kit', '@lzstock/gateway', '@lzstock/ops']),
    );
  });

  it('has an import through every door and none through a wall', () => {
    expect(over((source) => checkDoors(source, workspaces))).toEqual([]);
  });

  it('has models that know nothing of what is around them', () => {
    expect(over((source) => checkModel(source, workspaces))).toEqual([]);
  });

  it('has no drawers', () => {
    expect(told(files.flatMap(checkName))).toEqual([]);
  });

  it('has no giant', () => {
    expect(over(checkSize)).toEqual([]);
  });

  it('has a small flat floor', () => {
    expect(told(checkKit(sources))).toEqual([]);
  });

  it('has a floor and live rooms that know no stock word', () => {
    expect(over(checkStockWords)).toEqual([]);
  });

  it('has one copy of graphql', () => {
    const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, unknown>;
    };
    expect(Object.keys(lock.packages).filter((path) => path.endsWith('node_modules/graphql'))).toEqual([
      'node_modules/graphql',
    ]);
  });
});

describe('a rule of the house', () => {
  const doors = (path: string, text: string): string[] => told(checkDoors(toSource(path, text), workspaces));

  it.each([
    [
      'subgraphs/market/src/x.ts',
      `import { a } from '@lzstock/companies/a';`,
      'a context imports schema/* and kit alone',
    ],
    [
      'subgraphs/market/src/x.ts',
      `export * from '../../companies/src/company/company.ts';`,
      'a context imports schema/* and kit alone',
    ],
    [
      'subgraphs/market/src/x.ts',
      `import type { D } from '@lzstock/schema/registry/diff';`,
      'a context imports schema/* and kit alone',
    ],
    ['subgraphs/kit/src/x.ts', `import { s } from '@lzstock/schema/subgraphs';`, 'kit imports npm packages alone'],
    ['gateway/src/x.ts', `const m = await import('@lzstock/market/market');`, 'the gateway imports schema/<context>'],
    ['gateway/src/x.ts', `import { toSymbol } from '@lzstock/schema/symbol';`, 'the gateway imports schema/<context>'],
    ['schema/market/x.ts', `import { badInput } from '@lzstock/kit/refusal';`, 'import nothing but'],
    ['schema/registry/x.ts', `let m: import('@lzstock/market/market').M;`, 'import schema and kit alone'],
    [
      'clients/web/src/x.tsx',
      `import { serve } from '@lzstock/kit/serve';`,
      'a client imports schema/<context> as types alone',
    ],
    [
      'clients/web/src/x.tsx',
      `import { tick } from '@lzstock/schema/market/ticks';`,
      'a client imports schema/<context> as types alone',
    ],
    [
      'clients/live/src/x.ts',
      `import { backoff } from '@lzstock/kit/backoff';`,
      'a client imports schema/<context> as types alone',
    ],
    [
      'clients/live/src/x.ts',
      `import { flash } from '@lzstock/web/ui/flash';`,
      'a client imports schema/<context> as types alone',
    ],
    ['gateway/src/x.ts', `import { backoff } from '@lzstock/live/comeback';`, 'the gateway imports schema/<context>'],
    ['gateway/src/x.ts', `import { start } from '@lzstock/ops/start/product';`, 'nobody imports ops'],
    [
      'subgraphs/market/src/x.ts',
      `import { testRedis } from '@lzstock/kit/testing/redis';`,
      'kit/testing is for tests alone',
    ],
    [
      'subgraphs/market/src/x.ts',
      `import { x } from '../../kit/src/refusal.ts';`,
      'another workspace is imported by its name',
    ],
    ['subgraphs/market/src/x.ts', `import express from 'express';`, 'does not name express'],
  ])('keeps %s from %s', (path, text, rule) => {
    expect(doors(path, `\n${text}\n`)).toContainEqual(expect.stringContaining(rule));
    expect(doors(path, `\n${text}\n`)[0]).toMatch(new RegExp(`^${path}:2 `));
  });

  it.each([
    [
      'subgraphs/market/src/x.ts',
      `import { SUBGRAPHS } from '@lzstock/schema/subgraphs'; import { serve } from '@lzstock/kit/serve';`,
    ],
    ['clients/web/src/x.tsx', `import type { Tick } from '@lzstock/schema/market/ticks';`],
    ['clients/web/src/x.tsx', `import { createLiveConnection } from '@lzstock/live/connection';`],
    ['clients/live/src/x.ts', `import type { Tick } from '@lzstock/schema/market/ticks';`],
    ['gateway/tests/x.int.test.ts', `import { testRedis } from '@lzstock/kit/testing/redis';`],
    [
      'subgraphs/kit/codegen/x.ts',
      'const written = `import { x } from "@lzstock/market/x"`; // import "@lzstock/market/x"',
    ],
    ['ops/start/x.ts', `import { startMarket } from '@lzstock/market/market';`],
  ])('lets %s have its doors: %s', (path, text) => {
    expect(doors(path, text)).toEqual([]);
  });

  it('keeps a model from the rest of its context', () => {
    const text = `import { defineEntity } from '@mikro-orm/core';\nimport { hub } from '../quote/hub.ts';\nexport const A = defineEntity({});`;
    const model = toSource('subgraphs/market/src/candle/candle.ts', text);
    expect(told(checkModel(model, workspaces))).toEqual([expect.stringMatching(/candle\.ts:2 a model file imports/)]);
  });

  it.each([
    'gateway/src/utils/x.ts',
    'gateway/src/string-helpers.ts',
    'clients/web/src/index.ts',
    'schema/registry/base-check.ts',
  ])('keeps out the name %s', (path) => {
    expect(checkName(path)).toHaveLength(1);
  });

  it('keeps out a source of 401 lines, not one of 400', () => {
    expect(checkSize(toSource('a.ts', '\n'.repeat(401)))).toHaveLength(1);
    expect(checkSize(toSource('a.ts', '\n'.repeat(400)))).toEqual([]);
  });

  it('keeps the floor at its size', () => {
    const file = (name: string, lines: number): Source => toSource(`subgraphs/kit/src/${name}.ts`, '\n'.repeat(lines));
    expect(checkKit(Array.from({ length: 15 }, (_, n) => file(`a${n}`, 1)))).toHaveLength(1);
    expect(checkKit([file('a', 601), file('b', 600)])).toHaveLength(1);
    expect(checkKit([file('deep/a', 1)])).toHaveLength(1);
    expect(checkKit([file('a', 600), file('b', 600), file('c.test', 600)])).toEqual([]);
  });

  it('keeps stock words out of the floor, in whatever case, but not out of comments', () => {
    const words = (text: string): string[] => told(checkStockWords(toSource('subgraphs/kit/src/a.ts', text)));
    expect(words('const lastQuotes = 1;')).toHaveLength(1);
    expect(words('const CANDLE = "x";')).toHaveLength(1);
    expect(words('// a quote, quoted\nconst quoted = "lzstock";')).toEqual([]);
  });
});
