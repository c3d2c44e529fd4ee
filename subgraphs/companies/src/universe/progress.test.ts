import { expect, it } from '@jest/globals';
import { createProgress } from './progress.ts';

function written(isTTY: boolean): string[] {
  const lines: string[] = [];
  const progress = createProgress('loading', { isTTY, write: (text) => lines.push(text) });
  for (const done of [1_000, 2_000, 3_000, 4_000]) progress.at(done, 4_000);
  progress.at(4_000, 4_000);
  progress.end();
  return lines;
}

it('draws a bar on a terminal and leaves the line at the end', () => {
  const lines = written(true);
  expect(lines[1]).toBe(`\r\u001b[2Kloading ${'█'.repeat(12)}${'░'.repeat(12)} 2,000 of 4,000`);
  expect(lines.at(-1)).toBe('\n');
});

it('writes a line for each quarter elsewhere', () => {
  expect(written(false)).toEqual([
    'loading: 1,000 of 4,000\n',
    'loading: 2,000 of 4,000\n',
    'loading: 3,000 of 4,000\n',
    'loading: 4,000 of 4,000\n',
  ]);
});
