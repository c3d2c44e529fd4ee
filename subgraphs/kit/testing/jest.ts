#!/usr/bin/env node
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createLog } from '../src/log.ts';
import { jestConfig, TEST_KINDS, type TestKind } from './jest-config.ts';
import { readTestReport, type TestReport } from './report.ts';
import { openServersDesk, SERVERS_VARIABLE, type ServersDesk } from './servers.ts';
import { NEEDS_CONTAINERS } from './skips.ts';

/** How long Jest may take to leave after its report is written; longer means that a test left something open. */
const LEAVE_MS = 15_000;

const [kind, ...rest] = process.argv.slice(2);
if (!TEST_KINDS.includes(kind as TestKind)) {
  console.error(`lz-jest: expected one of ${TEST_KINDS.join(', ')} as first argument, came ${kind ?? 'nothing'}`);
  process.exit(2);
}
process.exit(await run(kind as TestKind, rest));

/** A run of everything writes `reports/<kind>.json`, which is summed up; a run of some tests, with any argument, writes beside it. */
async function run(kind: TestKind, args: readonly string[]): Promise<number> {
  const reports = join(process.cwd(), 'reports');
  const report = join(reports, args.length === 0 ? `${kind}.json` : `${kind}.part.json`);
  mkdirSync(reports, { recursive: true });
  rmSync(report, { force: true });
  const ownDesk = kind !== 'unit' && !process.env[SERVERS_VARIABLE];
  await using desk = ownDesk ? await openServersDesk(createLog({ name: 'lz-jest', level: 'warn' })) : null;
  const code = await ended(
    startJest(kind, args, report, desk),
    args.some((arg) => arg.startsWith('--watch')) ? null : report,
  );
  const selective = args.some((arg) => arg === '-t' || arg.startsWith('--testNamePattern'));
  if (!existsSync(report) || selective) return code;
  return judgeSkips(readTestReport(report)) ? code : code || 1;
}

function startJest(kind: TestKind, args: readonly string[], report: string, desk: ServersDesk | null): ChildProcess {
  const require = createRequire(import.meta.url);
  const jest = join(require.resolve('jest/package.json'), '..', 'bin', 'jest.js');
  const config = JSON.stringify(jestConfig(kind, process.cwd()));
  const options = ['--config', config, '--passWithNoTests', '--json', '--outputFile', report];
  const nodeOptions = [process.env.NODE_OPTIONS, '--experimental-vm-modules', '--no-warnings']
    .filter(Boolean)
    .join(' ');
  return spawn(process.execPath, [jest, ...options, ...args], {
    stdio: ['inherit', 'ignore', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: nodeOptions, ...(desk ? { [SERVERS_VARIABLE]: desk.url } : {}) },
  });
}

/** Exit code of Jest; ends it when it wrote its report and does not leave. */
async function ended(jest: ChildProcess, report: string | null): Promise<number> {
  let writtenAt: number | null = null;
  let stuck = false;
  const watch = setInterval(() => {
    if (report === null || !existsSync(report)) return;
    writtenAt ??= Date.now();
    if (Date.now() - writtenAt < LEAVE_MS || stuck) return;
    stuck = true;
    console.error(
      `lz-jest: all tests ended ${LEAVE_MS / 1000} s ago and Jest does not leave: a test left a socket, timer or process open`,
    );
    jest.kill('SIGKILL');
  }, 250);
  const forward = (signal: NodeJS.Signals): boolean => jest.kill(signal);
  process.on('SIGTERM', forward);
  process.on('SIGINT', forward);
  try {
    return await new Promise<number>((resolve, reject) => {
      jest.once('error', reject);
      jest.once('exit', (code) => resolve(stuck ? 1 : (code ?? 1)));
    });
  } finally {
    clearInterval(watch);
    process.off('SIGTERM', forward);
    process.off('SIGINT', forward);
  }
}

/** Names what was skipped; with CI=true a skip is accepted only where no container engine answers. */
function judgeSkips({ skips }: TestReport): boolean {
  for (const name of skips) console.error(`skipped: ${name}`);
  if (process.env.CI !== 'true') return true;
  const unexcused = skips.filter((name) => !name.includes(NEEDS_CONTAINERS));
  if (unexcused.length > 0) console.error(`lz-jest: CI=true accepts no skipped test, ${unexcused.length} were`);
  return unexcused.length === 0;
}
