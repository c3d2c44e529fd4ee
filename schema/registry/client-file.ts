import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { OperationFile } from './operation.ts';

const explorer = 'schema/explorer.graphql';

/** The client whose stored operations `path` (relative to the project's root) holds; null where it holds none. The explorer's examples count as one. */
export function clientOf(path: string): string | null {
  if (path === explorer) return 'explorer';
  return /^clients\/([^/]+)\/src\/.*\.graphql$/.exec(path)?.[1] ?? null;
}

/** Every file of stored operations in the working tree, in order of its path. */
export async function clientFiles(root: string): Promise<OperationFile[]> {
  const paths = globSync(['clients/*/src/**/*.graphql', explorer], { cwd: root }).map((path) =>
    path.replaceAll(sep, '/'),
  );
  return Promise.all(
    paths
      .sort()
      .map(async (file) => ({ client: clientOf(file)!, file, body: await readFile(join(root, file), 'utf8') })),
  );
}
