import { UnknownBase } from '../registry/baseline.ts';
import { check } from '../registry/check.ts';
import { githubText } from './github-text.ts';
import { reportJson } from './report-json.ts';
import { reportText } from './report-text.ts';
import { type Say, UsageError } from './say.ts';

export const formats = ['text', 'json', 'github'] as const;

export interface CheckCommand {
  readonly against: string | null;
  readonly strict: boolean;
  readonly format: (typeof formats)[number];
}

/** Checks the working tree and tells what it found. Resolves to the exit code. */
export async function runCheck(root: string, command: CheckCommand, today: string, say: Say): Promise<number> {
  const report = await check(root, { against: command.against, strict: command.strict, today }).catch(
    (error: unknown) => {
      throw error instanceof UnknownBase ? new UsageError(`--against: ${error.message}`) : error;
    },
  );
  if (command.format === 'json') say.out(JSON.stringify(reportJson(report), null, 2));
  else say.out(reportText(report, say.paint));
  if (command.format === 'github') say.out(githubText(report));
  return report.passed ? 0 : 1;
}
