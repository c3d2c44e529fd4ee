import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from '@babel/parser';

/** One import, export-from, dynamic import or import type of a source. */
export interface Import {
  readonly specifier: string;
  readonly line: number;
  /** Gone when types are stripped. */
  readonly typeOnly: boolean;
}

export interface Source {
  /** From the root of the repository, with forward slashes. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
  /** The text with comments blanked out, line by line as in the file. */
  readonly code: string;
}

/** What breaks a rule of the house, and where. */
export interface Violation {
  readonly path: string;
  readonly line: number;
  readonly rule: string;
}

/** Every file that is tracked, or would be when added. */
export function houseFiles(root: string): string[] {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64e6,
  });
  return listed.split('\0').filter((path) => path !== '' && existsSync(join(root, path)));
}

export function readSources(root: string, files: readonly string[]): Source[] {
  return files
    .filter((path) => /\.tsx?$/.test(path))
    .map((path) => toSource(path, readFileSync(join(root, path), 'utf8')));
}

interface Node {
  readonly type: string;
  readonly loc?: { readonly start: { readonly line: number } };
  readonly [key: string]: unknown;
}

export function toSource(path: string, text: string): Source {
  const file = parse(text, {
    sourceType: 'module',
    plugins: path.endsWith('x') ? ['typescript', 'jsx'] : ['typescript'],
    errorRecovery: true,
  });
  const imports: Import[] = [];
  visit(file.program as unknown as Node, (node) => {
    const found = importOf(node);
    if (found) imports.push(found);
  });
  const code = (file.comments ?? []).reduce((rest, { start, end }) => {
    const blank = text.slice(start!, end!).replace(/[^\n]/g, ' ');
    return rest.slice(0, start!) + blank + rest.slice(end!);
  }, text);
  return { path, text, imports, code };
}

function visit(node: Node, see: (node: Node) => void): void {
  see(node);
  for (const child of Object.values(node)) {
    for (const one of Array.isArray(child) ? child : [child]) if (isNode(one)) visit(one, see);
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
}

function importOf(node: Node): Import | null {
  const line = node.loc?.start.line ?? 1;
  const literal = (value: unknown): string | null =>
    isNode(value) && value.type === 'StringLiteral' ? (value.value as string) : null;
  switch (node.type) {
    case 'ImportDeclaration':
      return {
        specifier: literal(node.source)!,
        line,
        typeOnly: node.importKind === 'type' || onlyTypes(node.specifiers as Node[]),
      };
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration': {
      const specifier = literal(node.source);
      return specifier === null ? null : { specifier, line, typeOnly: node.exportKind === 'type' };
    }
    case 'ImportExpression':
      return named(literal(node.source), line, false);
    case 'CallExpression':
      return (node.callee as Node).type === 'Import'
        ? named(literal((node.arguments as Node[])[0]), line, false)
        : null;
    case 'TSImportType':
      return named(literal(node.argument) ?? literal((node.argument as Node | undefined)?.literal), line, true);
    default:
      return null;
  }
}

function named(specifier: string | null, line: number, typeOnly: boolean): Import | null {
  return specifier === null ? null : { specifier, line, typeOnly };
}

function onlyTypes(specifiers: readonly Node[]): boolean {
  return specifiers.length > 0 && specifiers.every(({ importKind }) => importKind === 'type');
}
