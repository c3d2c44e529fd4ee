import { composeServices } from '@apollo/composition';
import { type Gateway, startGateway } from '@lzstock/gateway/gateway';
import { createLog } from '@lzstock/kit/log';
import { newestWins } from '@lzstock/kit/newest-wins';
import { type Served, serve } from '@lzstock/kit/serve';
import { parse } from 'graphql';

/** A graph of counters in one subgraph and their labels in another, small enough to be started again for each test. */

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@composeDirective"])';

export const countersSdl = `
  ${link}
    @link(url: "https://lzstock.dev/live/v1.0", import: ["@live"])
    @composeDirective(name: "@live")
  directive @live(split: String, key: String, seq: String, epoch: String, gap: String, staleField: String, staleValue: String,
    delivery: String! = "NEWEST", scope: String! = "PUBLIC") on FIELD_DEFINITION
  type Query { counters: [Counter!]! }
  type Mutation { add(id: ID!): Counter! }
  type Counter @key(fields: "id") { id: ID! count: Int! run: ID! seq: Int! state: State! }
  enum State { FRESH STALE }
  type Step { left: Int! }
  type Subscription {
    counts(ids: [ID!]!): Counter!
      @live(split: "ids", key: "id", seq: "seq", epoch: "run", staleField: "state", staleValue: "STALE")
    countdown(from: Int!): Step! @live(delivery: "EVERY")
  }
`;

const labelsSdl = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Counter @key(fields: "id") { id: ID! label: String! }
`;

export const quiet = createLog({ name: 'test', level: 'silent' });

interface Counter {
  readonly id: string;
  readonly count: number;
  readonly run: string;
  readonly seq: number;
  readonly state: 'FRESH';
}

/** What is counted; each change goes to everyone who listens. */
export class Counters {
  readonly #last = new Map<string, Counter>();
  readonly #listeners = new Set<{ readonly ids: ReadonlySet<string>; push(counter: Counter): void }>();

  get listeners(): number {
    return this.#listeners.size;
  }

  read(id: string): Counter {
    return this.#last.get(id) ?? { id, count: 0, run: 'r', seq: 0, state: 'FRESH' };
  }

  add(id: string): Counter {
    const before = this.read(id);
    const counter = { ...before, count: before.count + 1, seq: before.seq + 1 };
    this.#last.set(id, counter);
    for (const listener of this.#listeners) if (listener.ids.has(id)) listener.push(counter);
    return counter;
  }

  /** Adds to one counter every `ms`. */
  tick(id: string, ms: number): Disposable {
    const clock = setInterval(() => this.add(id), ms);
    return { [Symbol.dispose]: () => clearInterval(clock) };
  }

  listen(ids: readonly string[]): AsyncIterableIterator<Counter> {
    const feed = newestWins<Counter>({
      key: ({ id }) => id,
      onReturn: () => this.#listeners.delete(listener),
    });
    const listener = { ids: new Set(ids), push: (counter: Counter) => feed.push(counter) };
    this.#listeners.add(listener);
    for (const id of listener.ids) feed.push(this.read(id));
    return feed;
  }
}

async function* countDown(from: number) {
  for (let left = from; left > 0; left--) yield { countdown: { left } };
}

export const countersResolvers = (counters: Counters) => ({
  Query: { counters: () => ['a', 'b'].map((id) => counters.read(id)) },
  Mutation: { add: (_: unknown, { id }: { id: string }) => counters.add(id) },
  Counter: { __resolveReference: ({ id }: { id: string }) => counters.read(id) },
  Subscription: {
    counts: {
      subscribe: (_: unknown, { ids }: { ids: string[] }) => counters.listen(ids),
      resolve: (counter: Counter) => counter,
    },
    countdown: { subscribe: (_: unknown, { from }: { from: number }) => countDown(from) },
  },
});

export interface SmallGraph extends AsyncDisposable {
  readonly counters: Counters;
  readonly supergraphSdl: string;
  /** Starts a gateway over the graph; 0 for any free port. */
  gateway(port: number): Promise<Gateway>;
  /** Resolves when a gateway has no socket and no stream open and nobody listens to the counters; rejects after ten seconds. */
  quiet(gateway: { readonly port: number }): Promise<void>;
}

export async function startSmallGraph(): Promise<SmallGraph> {
  const opened = new AsyncDisposableStack();
  const counters = new Counters();
  const subgraph = async (name: string, typeDefs: string, resolvers: object): Promise<Served> =>
    opened.use(
      await serve({
        name,
        typeDefs,
        resolvers: resolvers as Record<string, unknown>,
        context: () => ({}),
        port: 0,
        log: quiet,
        ready: async () => undefined,
      }),
    );
  const { url: countersUrl } = await subgraph('counters', countersSdl, countersResolvers(counters));
  const { url: labelsUrl } = await subgraph('labels', labelsSdl, {
    Counter: { __resolveReference: ({ id }: { id: string }) => ({ id, label: `Counter ${id}` }) },
  });
  const { supergraphSdl, errors } = composeServices([
    { name: 'counters', url: countersUrl, typeDefs: parse(countersSdl) },
    { name: 'labels', url: labelsUrl, typeDefs: parse(labelsSdl) },
  ]);
  if (!supergraphSdl) throw new Error(errors?.map(({ message }) => message).join('\n'));
  return {
    counters,
    supergraphSdl,
    gateway: (port) =>
      startGateway({
        supergraphSdl,
        publicSubgraphs: ['counters', 'labels'],
        port,
        flushMs: 5,
        limits: true,
        csrf: true,
        introspection: true,
        allowedOrigins: [],
        log: quiet,
      }),
    async quiet({ port }) {
      let open: string[] = [];
      for (let tries = 0; tries < 100; tries++) {
        const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
        open = metrics.split('\n').filter((line) => /^live_(sockets|subscriptions|streams|upstreams) [1-9]/.test(line));
        if (open.length === 0 && counters.listeners === 0) return;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      throw new Error(`expected nothing open, came ${open.join(', ')} and ${counters.listeners} listeners`);
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
