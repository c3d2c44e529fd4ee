import { composeServices } from '@apollo/composition';
import { type DocumentNode, parse } from 'graphql';

const size = 6;
const places = Array.from({ length: size }, (_, at) => at);
const many = (text: (at: number) => string): string => places.map(text).join(' ');

/** Each subgraph knows three of six keys of one entity, in a ring, so that ways from one to another multiply: what a planner fears. */
const sdl = (own: number): string => {
  const keys = [own, (own + 1) % size, (own + 2) % size];
  return `
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable"])
    type Query { ring: Ring @shareable plain${own}: Int }
    type Subscription { rings${own}: Ring }
    type Ring ${keys.map((key) => `@key(fields: "k${key}")`).join(' ')} {
      ${keys.map((key) => `k${key}: ID! @shareable`).join(' ')}
      own${own}: Int both${own}: Int @shareable both${(own + 1) % size}: Int @shareable
      next${own}: Ring
    }`;
};

/** Subgraphs that tie such a ring, all of them at one address. */
export const ringSubgraphs = (url: string): { name: string; url: string; typeDefs: DocumentNode }[] =>
  places.map((own) => ({ name: `ring${own}`, url, typeDefs: parse(sdl(own)) }));

/** The supergraph of a ring and nothing else. */
export function composeRing(url = 'http://127.0.0.1:9/graphql'): string {
  const { supergraphSdl, errors } = composeServices(ringSubgraphs(url));
  if (!supergraphSdl) throw new Error(errors?.map(({ message }) => message).join('\n'));
  return supergraphSdl;
}

/** Fields of a ring that take the planner long, the longer the deeper. */
export const rings = (depth: number): string =>
  `${many((at) => `own${at} both${at}`)} ${depth > 0 ? many((at) => `next${at} { ${rings(depth - 1)} }`) : ''}`;
