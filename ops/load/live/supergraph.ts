import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { marketSdl, sdl } from './world.ts';

/** The supergraph whose quotes may come gathered or each by itself. */
export function composeLive(): string {
  const part = (name: string, text: string) => ({ name, url: `http://${name}.invalid/graphql`, typeDefs: parse(text) });
  const { supergraphSdl, errors } = composeServices([part('market', marketSdl), part('companies', sdl('companies'))]);
  if (!supergraphSdl) throw new Error(errors?.map(({ message }) => message).join('\n'));
  return supergraphSdl;
}
