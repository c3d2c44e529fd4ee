#!/usr/bin/env node
import { globSync } from 'node:fs';
import { relative } from 'node:path';
import { parseArgs } from 'node:util';
import { operationTypes } from './operations.ts';
import { resolverTypes } from './resolvers.ts';
import { errorLine } from './source.ts';
import { writeWhereChanged } from './written-file.ts';

const usage = `usage: lz-codegen resolvers <sdl> <out> [--context <module>#<Type>] [--mapper <GraphQLType>=<module>#<Type>]…
       lz-codegen operations <supergraph or schema> <glob of .graphql files> <out>`;

class UsageError extends Error {}

async function run(args: string[]): Promise<void> {
  const { values, positionals } = readArgs(args);
  const [command, source, ...rest] = positionals;
  if (command === 'resolvers' && source && rest.length === 1) {
    const mappers = Object.fromEntries((values.mapper ?? []).map(readMapper));
    const context = values.context === undefined ? {} : { context: readModule('--context', values.context) };
    return save(rest[0]!, source, await resolverTypes({ sdl: source, mappers, ...context }));
  }
  if (command === 'operations' && source && rest.length === 2) {
    const [glob, out] = rest as [string, string];
    const documents = globSync(glob).sort();
    if (documents.length === 0) throw new Error(`${glob}: expected .graphql files, found none`);
    return save(out, source, await operationTypes({ schema: source, documents }));
  }
  throw new UsageError(
    command ? `expected the arguments of ${command}, came: ${positionals.slice(1).join(' ')}` : 'expected a command',
  );
}

function readArgs(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: { context: { type: 'string' }, mapper: { type: 'string', multiple: true } },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function readModule(option: string, text: string): string {
  if (/^[^#]+#\w+$/.test(text)) return text;
  throw new UsageError(`${option}: expected <module>#<Type>, came ${text}`);
}

function readMapper(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw new UsageError(`--mapper: expected <GraphQLType>=<module>#<Type>, came ${text}`);
  return [text.slice(0, at), readModule('--mapper', text.slice(at + 1))];
}

function save(out: string, source: string, text: string): Promise<void> {
  return writeWhereChanged(
    out,
    `// Generated from ${relative('.', source)} by lz-codegen; changes here are lost.\n${text.trim()}\n`,
  );
}

function causes(error: Error): readonly Error[] {
  if (error instanceof AggregateError) return error.errors;
  const nested = (error as { causes?: readonly Error[] }).causes;
  return nested && nested.length > 0 ? nested : [error];
}

try {
  await run(process.argv.slice(2));
} catch (error) {
  const bad = error instanceof UsageError;
  for (const cause of causes(error as Error)) console.error(bad ? `lz-codegen: ${cause.message}` : errorLine(cause));
  if (bad) console.error(usage);
  process.exitCode = bad ? 2 : 1;
}
