import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The nearest folder at or above `from` that holds `schema/subgraphs.ts`; null where there is none. */
export function findRoot(from: string): string | null {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'schema/subgraphs.ts'))) return folder;
    if (dirname(folder) === folder) return null;
  }
}
