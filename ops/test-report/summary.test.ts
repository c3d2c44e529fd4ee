import { describe, expect, it } from '@jest/globals';
import type { TestReport } from '@lzstock/kit/testing/report';
import { summarise } from './summary.ts';

const reports: Record<string, TestReport> = {
  good: { passed: 3, failures: [], skips: [] },
  bad: { passed: 1, failures: ['a door is shut'], skips: [] },
  partial: { passed: 2, failures: [], skips: ['a server in a container'] },
};

function sum(...names: string[]): ReturnType<typeof summarise> {
  return summarise(
    names.map((name) => ({ title: `${name} unit`, file: name })),
    (file) => {
      const report = reports[file];
      if (!report) throw new Error('no such file');
      return report;
    },
  );
}

describe('the summary of test reports', () => {
  it('ends with the sums alone on a line', () => {
    expect(sum('good', 'good')).toEqual({ lines: ['6 passed, 0 failed'], failed: 0 });
  });

  it('names what failed and what was skipped, with the workspace', () => {
    expect(sum('bad', 'partial').lines).toEqual([
      'failed: bad unit: a door is shut',
      'skipped: partial unit: a server in a container',
      '3 passed, 1 failed, 1 skipped',
    ]);
  });

  it('counts a report that is not there as a failure', () => {
    expect(sum('good', 'away')).toEqual({
      lines: ['failed: away unit: there is no report, it did not run to an end', '3 passed, 1 failed'],
      failed: 1,
    });
  });
});
