import { type Served, serve } from '@lzstock/kit/serve';
import type { Viewer } from '@lzstock/kit/viewer';
import { log } from './two-subgraphs.ts';
import { compose } from './weather.ts';

const sdl = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query { me: Me }
  type Me { id: ID! scopes: [String!]! plan: String }
`;

/** A graph that says who it is asked by. */
export const whoAmISupergraph = (url: string): string => compose([{ name: 'accounts', url, sdl }]);

export const startWhoAmI = (): Promise<Served> =>
  serve({
    name: 'accounts',
    typeDefs: sdl,
    resolvers: {
      Query: {
        me: (_: unknown, __: unknown, { viewer }: { viewer: Viewer }) =>
          viewer.id === null ? null : { id: viewer.id, scopes: viewer.scopes ?? [], plan: viewer.plan ?? null },
      },
    },
    context: (viewer) => ({ viewer }),
    port: 0,
    log,
    ready: async () => undefined,
  });
