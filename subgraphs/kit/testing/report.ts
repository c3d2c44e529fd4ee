import { readFileSync } from 'node:fs';

/** What one Jest run came to. A suite that could not run counts as one failure under its file's name. */
export interface TestReport {
  readonly passed: number;
  readonly failures: readonly string[];
  readonly skips: readonly string[];
}

interface JestReport {
  numPassedTests: number;
  testResults: {
    name: string;
    status: string;
    assertionResults: { fullName: string; status: string }[];
  }[];
}

/** Reads a report written by `lz-jest`; throws where the file is missing or is none. */
export function readTestReport(file: string): TestReport {
  const { numPassedTests, testResults } = JSON.parse(readFileSync(file, 'utf8')) as JestReport;
  const named = (statuses: readonly string[]): string[] =>
    testResults.flatMap((suite) =>
      suite.assertionResults.filter(({ status }) => statuses.includes(status)).map(({ fullName }) => fullName),
    );
  const crashed = testResults
    .filter(
      ({ status, assertionResults }) =>
        status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
    )
    .map(({ name }) => `${name} could not run`);
  return {
    passed: numPassedTests,
    failures: [...named(['failed']), ...crashed],
    skips: named(['pending', 'skipped', 'disabled', 'todo']),
  };
}
