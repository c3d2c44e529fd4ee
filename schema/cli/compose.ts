import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compose } from '../registry/composition.ts';
import { readContexts } from '../registry/context-sdl.ts';
import { findingText } from './finding-text.ts';
import type { Say } from './say.ts';

/** Path of the composed supergraph, relative to the project's root. */
export const supergraphFile = 'schema/supergraph.graphql';

export interface ComposeOptions {
  /** Compare with the file instead of writing it. */
  readonly check: boolean;
  /** File to write or compare, relative to where the command runs; the committed supergraph where it is left out. */
  readonly out: string | null;
}

/** Composes the contexts into one supergraph file. Resolves to the exit code. */
export async function runCompose(root: string, { check, out }: ComposeOptions, say: Say): Promise<number> {
  const { contexts, findings } = await readContexts(root);
  const { supergraph, errors, hints } = findings.length > 0 ? nothing : compose(contexts);
  for (const finding of [...findings, ...errors]) say.out(findingText(finding, 'red', say.paint));
  for (const hint of hints) say.out(findingText(hint, 'yellow', say.paint));
  if (supergraph === null) return 1;
  const path = out ?? join(root, supergraphFile);
  const name = out ?? supergraphFile;
  const present = await readFile(path, 'utf8').catch(() => null);
  if (present === supergraph) {
    say.out(`${say.paint('green', '✔')} ${name} is what ${contexts.length} contexts compose to.`);
    return 0;
  }
  if (check) {
    const state = present === null ? 'is missing' : 'is not what the contexts compose to';
    say.out(`${say.paint('red', '✖')} ${name} ${state}. Run \`npm run lzschema -- compose\` and commit it.`);
    return 1;
  }
  await writeFile(path, supergraph);
  say.out(`${say.paint('green', '✔')} Wrote ${name} from ${contexts.map((context) => context.name).join(', ')}.`);
  return 0;
}

const nothing = { supergraph: null, errors: [], hints: [] };
