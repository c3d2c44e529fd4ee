import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { TestKind } from '@lzstock/kit/testing/jest-config';

/** A report that a workspace writes because it has a script of that kind. */
export interface ExpectedReport {
  /** For example `gateway unit`. */
  readonly title: string;
  readonly file: string;
}

/** One for each workspace and each of the kinds that it has a script for. */
export function expectedReports(root: string, kinds: readonly TestKind[]): ExpectedReport[] {
  const { workspaces } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { workspaces: string[] };
  return workspaces
    .flatMap((pattern) => globSync(`${pattern}/package.json`, { cwd: root }))
    .sort()
    .flatMap((manifest) => {
      const { scripts = {} } = JSON.parse(readFileSync(join(root, manifest), 'utf8')) as {
        scripts?: Record<string, string>;
      };
      const folder = dirname(manifest);
      return kinds
        .filter((kind) => scripts[kind])
        .map((kind) => ({ title: `${folder} ${kind}`, file: join(root, folder, 'reports', `${kind}.json`) }));
    });
}
