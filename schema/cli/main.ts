#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { formats, runCheck } from './check.ts';
import { runCompose } from './compose.ts';
import { runLint } from './lint.ts';
import { createPaint } from './paint.ts';
import { findRoot } from './root.ts';
import { type Say, UsageError } from './say.ts';

const usage = `usage: lzschema compose [--check] [--out <file>]
       lzschema lint
       lzschema check [--against <commit or file>] [--strict] [--format text|json|github]`;

async function run(args: string[]): Promise<number> {
  const [command, ...rest] = args;
  const root = findRoot(process.cwd());
  if (!root) throw new UsageError(`expected to run inside a project with schema/subgraphs.ts, came ${process.cwd()}`);
  const say: Say = {
    out: (text) => console.log(text),
    paint: createPaint(process.stdout.isTTY === true && !process.env.NO_COLOR),
  };
  if (command === 'compose') {
    const { check, out } = read(rest, { check: { type: 'boolean', default: false }, out: { type: 'string' } });
    return runCompose(root, { check: check === true, out: typeof out === 'string' ? out : null }, say);
  }
  if (command === 'lint') {
    read(rest, {});
    return runLint(root, say);
  }
  if (command === 'check') {
    const { against, strict, format } = read(rest, {
      against: { type: 'string' },
      strict: { type: 'boolean', default: false },
      format: { type: 'string', default: 'text' },
    });
    const known = formats.find((name) => name === format);
    if (!known) throw new UsageError(`--format: expected ${formats.join(', ')}, came ${format}`);
    const today = new Date().toISOString().slice(0, 10);
    return runCheck(
      root,
      { against: typeof against === 'string' ? against : null, strict: strict === true, format: known },
      today,
      say,
    );
  }
  throw new UsageError(command ? `expected compose, lint or check, came ${command}` : 'expected a command');
}

function read(args: string[], options: NonNullable<Parameters<typeof parseArgs>[0]>['options'] & {}) {
  try {
    return parseArgs({ args, options, allowPositionals: false }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(`lzschema: ${error.message}\n${usage}`);
  process.exitCode = 2;
}
