import { setTimeout as wait } from 'node:timers/promises';
import { type Served, serve } from '@lzstock/kit/serve';
import type { Viewer } from '@lzstock/kit/viewer';
import { log } from './two-subgraphs.ts';
import { compose } from './weather.ts';

const sdl = `
  extend schema
    @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@composeDirective", "@authenticated", "@requiresScopes"])
    @link(url: "https://lzstock.dev/live/v1.0", import: ["@live"])
    @composeDirective(name: "@live")
  directive @live(split: String, key: String, seq: String, epoch: String, gap: String, staleField: String, staleValue: String,
    delivery: String! = "NEWEST", scope: String! = "PUBLIC") on FIELD_DEFINITION
  type Query { me: Me }
  type Mutation { touch: String }
  type Subscription {
    letters: Letter @live(scope: "VIEWER")
    secrets: Letter @live(scope: "VIEWER") @authenticated
  }
  type Me { id: ID! scopes: [String!]! plan: String }
  type Letter { to: String  seal: String @authenticated  stamp: String @requiresScopes(scopes: [["stamp"]]) }
`;

/** A graph that says who it is asked by. */
export const whoAmISupergraph = (url: string): string => compose([{ name: 'accounts', url, sdl }]);

export interface WhoAmI extends AsyncDisposable {
  readonly url: string;
  /** Subscriptions that were opened, with who opened them. */
  readonly opened: string[];
  /** Mutations that were run. */
  readonly touched: number;
}

export async function startWhoAmI(): Promise<WhoAmI> {
  const opened: string[] = [];
  let touched = 0;
  async function* letters({ id }: Viewer, field: string) {
    opened.push(`${field} of ${id ?? 'a visitor'}`);
    for (;;) {
      yield { [field]: { to: id ?? 'a visitor', seal: `seal of ${id}`, stamp: `stamp of ${id}` } };
      await wait(20);
    }
  }
  const stream = (field: string) => ({
    subscribe: (_: unknown, __: unknown, { viewer }: { viewer: Viewer }) => letters(viewer, field),
  });
  const served: Served = await serve({
    name: 'accounts',
    typeDefs: sdl,
    resolvers: {
      Query: {
        me: (_: unknown, __: unknown, { viewer }: { viewer: Viewer }) =>
          viewer.id === null ? null : { id: viewer.id, scopes: viewer.scopes ?? [], plan: viewer.plan ?? null },
      },
      Mutation: {
        touch: () => {
          touched++;
          return 'touched';
        },
      },
      Subscription: { letters: stream('letters'), secrets: stream('secrets') },
    },
    context: (viewer) => ({ viewer }),
    port: 0,
    log,
    ready: async () => undefined,
  });
  return {
    url: served.url,
    opened,
    get touched() {
      return touched;
    },
    [Symbol.asyncDispose]: () => served[Symbol.asyncDispose](),
  };
}
