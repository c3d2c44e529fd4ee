import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createLog } from '@lzstock/kit/log';
import { TEST_KINDS, type TestKind } from '@lzstock/kit/testing/jest-config';
import { openServersDesk, SERVERS_VARIABLE } from '@lzstock/kit/testing/servers';
import { expectedReports } from './expected-reports.ts';
import { summarise } from './summary.ts';
import { runTurbo } from './turbo.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const args = process.argv.slice(2);
const run = args.includes('--run');
const asked = args.filter((arg) => arg !== '--run');
const unknown = asked.find((arg) => !TEST_KINDS.includes(arg as TestKind));
if (unknown) {
  console.error(`usage: main.ts [--run] [${TEST_KINDS.join('] [')}]; came ${unknown}`);
  process.exit(2);
}
const kinds = asked.length > 0 ? (asked as TestKind[]) : TEST_KINDS;

const ended = run ? await runTests(kinds) : 0;
const { lines, failed } = summarise(expectedReports(root, kinds));
for (const line of lines) console.log(line);
process.exit(ended === 0 && failed === 0 ? 0 : 1);

/** All workspaces share one PostgreSQL and one way to Redis; a test run that Turbo has seen with the same inputs is not repeated. */
async function runTests(kinds: readonly TestKind[]): Promise<number> {
  for (const { file } of expectedReports(root, kinds)) rmSync(file, { force: true });
  await using desk = await openServersDesk(createLog({ name: 'tests', level: 'warn' }));
  return await runTurbo([...kinds, '--continue'], { [SERVERS_VARIABLE]: desk.url });
}
