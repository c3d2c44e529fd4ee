import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { composeServices } from '@apollo/composition';
import { subgraphs } from '@lzstock/schema/subgraphs';
import { parse } from 'graphql';
import { librarySubgraphs } from './library.ts';
import { shopSubgraphs } from './shop.ts';
import { travelSubgraphs } from './travel.ts';

/** A supergraph and the texts of the subgraphs that it is made of. */
export interface World {
  readonly name: string;
  readonly sdl: string;
  readonly subgraphs: Readonly<Record<string, string>>;
}

export function compose(name: string, texts: Readonly<Record<string, string>>): World {
  const { supergraphSdl, errors } = composeServices(
    Object.entries(texts).map(([subgraph, text]) => ({ name: subgraph, url: '', typeDefs: parse(text) })),
  );
  if (!supergraphSdl) throw new Error(`${name}: ${errors?.map((error) => error.message).join('\n')}`);
  return { name, sdl: supergraphSdl, subgraphs: texts };
}

const schema = fileURLToPath(import.meta.resolve('@lzstock/schema/subgraphs'));
const read = (path: string): string => readFileSync(new URL(path, `file://${schema}`), 'utf8');

/** Our own supergraph as it is served. */
const ours: World = {
  name: 'ours',
  sdl: read('supergraph.graphql'),
  subgraphs: Object.fromEntries(subgraphs.map(({ name, sdl }) => [name, read(sdl)])),
};

export const travel = compose('travel', travelSubgraphs);

export const worlds: readonly World[] = [
  ours,
  compose('library', librarySubgraphs),
  compose('shop', shopSubgraphs),
  travel,
];
