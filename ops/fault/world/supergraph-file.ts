import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compose } from '@lzstock/schema/registry/composition';
import { parseContext, readContexts } from '@lzstock/schema/registry/context-sdl';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** The supergraph that the gateways follow. */
export interface SupergraphFile {
  readonly path: string;
  /** LZStock's own. */
  readonly own: string;
  /** Replaces the file in one step, so that no half of it is ever read. */
  publish(text: string): Promise<void>;
}

export async function createSupergraphFile(folder: string): Promise<SupergraphFile> {
  const path = join(folder, 'supergraph.graphql');
  const own = await readFile(join(root, 'schema/supergraph.graphql'), 'utf8');
  const publish = async (text: string) => {
    await writeFile(`${path}.next`, text);
    await rename(`${path}.next`, path);
  };
  await publish(own);
  return { path, own, publish };
}

/** Ours with one more field of `Quote`, composed as a release would be. */
export async function supergraphWith(field: string): Promise<string> {
  const { contexts, findings } = await readContexts(root);
  if (findings.length > 0) throw new Error(findings[0]!.message);
  const grown = await Promise.all(
    contexts.map(async (context) => {
      if (context.name !== 'market') return context;
      const body = await readFile(join(root, 'schema/market/market.graphql'), 'utf8');
      const parsed = parseContext({
        ...context,
        file: 'market',
        body: `${body}\nextend type Quote { ${field}: String }`,
      });
      if (!('document' in parsed)) throw new Error(parsed.message);
      return parsed;
    }),
  );
  const { supergraph, errors } = compose(grown);
  if (!supergraph) throw new Error(errors[0]!.message);
  return supergraph;
}
