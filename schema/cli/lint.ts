import { compose } from '../registry/composition.ts';
import { readContexts } from '../registry/context-sdl.ts';
import { lint } from '../registry/lint/lint.ts';
import { findingText } from './finding-text.ts';
import type { Say } from './say.ts';

/** Holds every SDL to the rules of the graph. Resolves to the exit code. */
export async function runLint(root: string, say: Say): Promise<number> {
  const { contexts, findings } = await readContexts(root);
  const all = [...findings, ...lint(contexts, compose(contexts).supergraph)];
  for (const finding of all) say.out(findingText(finding, 'red', say.paint));
  if (all.length > 0) return 1;
  say.out(
    `${say.paint('green', '✔')} ${contexts.map((context) => context.name).join(', ')} keep the rules of the graph.`,
  );
  return 0;
}
