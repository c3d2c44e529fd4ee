import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { nodeArguments } from './node-arguments.ts';

it('are those that `npm start` gives', () => {
  const { scripts } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    scripts: { start: string };
  };
  expect(scripts.start).toBe(['node', ...nodeArguments, 'src/main.ts'].join(' '));
});
