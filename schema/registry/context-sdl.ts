import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type DocumentNode, GraphQLError, parse, Source } from 'graphql';
import type { Subgraph } from '../subgraphs.ts';
import { type Finding, placeAt } from './finding.ts';

/** The SDL of one context, parsed. */
export interface ContextSdl {
  readonly name: string;
  /** Address written into the supergraph. */
  readonly url: string;
  /** Entities the context is the home of. */
  readonly owns: readonly string[];
  readonly document: DocumentNode;
}

/** The contexts that could be read, and a finding for each SDL that is missing or does not parse. */
export interface ContextSdls {
  readonly contexts: readonly ContextSdl[];
  readonly findings: readonly Finding[];
}

/** Reads the contexts that `<root>/schema/subgraphs.ts` lists. Throws where that list itself cannot be read. */
export async function readContexts(root: string): Promise<ContextSdls> {
  const list: { subgraphs: readonly Subgraph[]; defaultUrl: (subgraph: Subgraph) => string } = await import(
    pathToFileURL(join(root, 'schema/subgraphs.ts')).href
  );
  const contexts: ContextSdl[] = [];
  const findings: Finding[] = [];
  for (const subgraph of list.subgraphs) {
    const file = `schema/${subgraph.sdl}`;
    const body = await readFile(join(root, file), 'utf8').catch(() => null);
    if (body === null) {
      findings.push({ rule: 'sdl-missing', message: `${file} of \`${subgraph.name}\` cannot be read.`, places: [] });
      continue;
    }
    const sdl = parseContext({ ...subgraph, url: list.defaultUrl(subgraph), file, body });
    if ('document' in sdl) contexts.push(sdl);
    else findings.push(sdl);
  }
  return { contexts, findings };
}

/** The text of one context's SDL before it is parsed. */
export interface ContextText {
  readonly name: string;
  readonly url: string;
  readonly owns?: readonly string[];
  /** Path relative to the project's root; errors name it. */
  readonly file: string;
  readonly body: string;
}

/** Parses one context's SDL; a finding where it does not parse. */
export function parseContext({ name, url, owns = [], file, body }: ContextText): ContextSdl | Finding {
  try {
    return { name, url, owns, document: parse(new Source(body, file)) };
  } catch (error) {
    if (!(error instanceof GraphQLError) || !error.source) throw error;
    const { line, column } = error.locations?.[0] ?? { line: 1, column: 1 };
    return { rule: 'syntax', message: error.message, places: [placeAt(error.source, line, column)] };
  }
}
