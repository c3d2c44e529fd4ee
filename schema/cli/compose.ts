import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { clientFiles } from '../registry/client-file.ts';
import { compose } from '../registry/composition.ts';
import { readContexts } from '../registry/context-sdl.ts';
import { manifestFile, manifestOf } from '../registry/manifest.ts';
import { readOperations } from '../registry/operation.ts';
import { findingText } from './finding-text.ts';
import type { Say } from './say.ts';

/** Path of the composed supergraph, relative to the project's root. */
export const supergraphFile = 'schema/supergraph.graphql';

export interface ComposeOptions {
  /** Compare with the files instead of writing them. */
  readonly check: boolean;
  /** File to write or compare the supergraph alone, relative to where the command runs; the committed files where it is left out. */
  readonly out: string | null;
}

/**
 * Composes the contexts into one supergraph file, and the operations of all clients into one manifest, which is left as it is while one cannot be read.
 * Resolves to the exit code.
 */
export async function runCompose(root: string, { check, out }: ComposeOptions, say: Say): Promise<number> {
  const { contexts, findings } = await readContexts(root);
  const { supergraph, errors, hints } = findings.length > 0 ? nothing : compose(contexts);
  for (const finding of [...findings, ...errors]) say.out(findingText(finding, 'red', say.paint));
  for (const hint of hints) say.out(findingText(hint, 'yellow', say.paint));
  if (supergraph === null) return 1;
  const names = contexts.map((context) => context.name);
  const composed = await write(
    {
      path: out ?? join(root, supergraphFile),
      name: out ?? supergraphFile,
      text: supergraph,
      from: names.join(', '),
      same: `what ${names.length} contexts compose to`,
      other: 'what the contexts compose to',
    },
    check,
    say,
  );
  return out === null ? Math.max(composed, await writeManifest(root, check, say)) : composed;
}

async function writeManifest(root: string, check: boolean, say: Say): Promise<number> {
  const { operations, findings } = readOperations(await clientFiles(root));
  if (findings.length > 0) return 0;
  return write(
    {
      path: join(root, manifestFile),
      name: manifestFile,
      text: manifestOf(operations),
      from: `${operations.length} operations of clients`,
      same: null,
      other: 'what the clients have stored',
    },
    check,
    say,
  );
}

interface Written {
  readonly path: string;
  /** How it is called in what is said. */
  readonly name: string;
  readonly text: string;
  readonly from: string;
  /** What it is where nothing is to be done; nothing is said then where null. */
  readonly same: string | null;
  readonly other: string;
}

async function write({ path, name, text, from, same, other }: Written, check: boolean, say: Say): Promise<number> {
  const present = await readFile(path, 'utf8').catch(() => null);
  if (present === text) {
    if (same !== null) say.out(`${say.paint('green', '✔')} ${name} is ${same}.`);
    return 0;
  }
  if (check) {
    const state = present === null ? 'is missing' : `is not ${other}`;
    say.out(`${say.paint('red', '✖')} ${name} ${state}. Run \`npm run lzschema -- compose\` and commit it.`);
    return 1;
  }
  await writeFile(path, text);
  say.out(`${say.paint('green', '✔')} Wrote ${name} from ${from}.`);
  return 0;
}

const nothing = { supergraph: null, errors: [], hints: [] };
