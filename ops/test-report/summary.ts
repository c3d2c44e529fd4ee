import { readTestReport, type TestReport } from '@lzstock/kit/testing/report';
import type { ExpectedReport } from './expected-reports.ts';

export interface Summary {
  /** What failed and what was skipped, by name; the last line alone is `N passed, N failed`, and `, N skipped` where any was. */
  readonly lines: readonly string[];
  readonly failed: number;
}

/** Sums reports up. One that is missing counts as a failure: its tests never ran to an end. */
export function summarise(
  reports: readonly ExpectedReport[],
  read: (file: string) => TestReport = readTestReport,
): Summary {
  let passed = 0;
  const failures: string[] = [];
  const skips: string[] = [];
  for (const { title, file } of reports) {
    try {
      const report = read(file);
      passed += report.passed;
      failures.push(...report.failures.map((name) => `${title}: ${name}`));
      skips.push(...report.skips.map((name) => `${title}: ${name}`));
    } catch {
      failures.push(`${title}: there is no report, it did not run to an end`);
    }
  }
  const total = `${passed} passed, ${failures.length} failed${skips.length > 0 ? `, ${skips.length} skipped` : ''}`;
  const lines = [...failures.map((name) => `failed: ${name}`), ...skips.map((name) => `skipped: ${name}`), total];
  return { lines, failed: failures.length };
}
