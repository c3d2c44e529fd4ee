import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { buildSchema, GraphQLError } from 'graphql';
import { useServer as serveGraph } from 'graphql-ws/use/ws';
import { type WebSocket, WebSocketServer } from 'ws';
import { createLiveConnection, type LiveConnection, type LiveSettings } from '../src/connection.ts';

const schema = buildSchema(`
  type Query { up: Boolean }
  type Subscription {
    "1, 2, 3 … for each reader anew."
    count: Int!
    "Every event so far behind the cursor, then the next ones."
    events(after: Int): Int!
    "Ends after each value."
    once: Int!
    "A value of each key, again and again."
    levels(ids: [ID!]!): Level!
    "One value with an error beside it, then errors alone."
    broken: Level
  }
  type Level { id: ID! epoch: String! seq: Int! part: Int hard: Int! }
`);

/** What the server of these tests saw. */
export interface Seen {
  /** Payloads of `connection_init`, one for each connection that got so far. */
  readonly inits: unknown[];
  /** Payloads of pings. */
  readonly pings: unknown[];
  /** Variables of each `subscribe`. */
  readonly variables: (Record<string, unknown> | null | undefined)[];
  upgrades: number;
}

/** A graphql-ws server that can be away, refuse, freeze and close as told. */
export interface CounterServer {
  [Symbol.asyncDispose](): Promise<void>;
  readonly seen: Seen;
  readonly url: string;
  readonly sockets: () => number;
  /** Whether `connection_init` with this payload is let in; everyone to begin with. */
  admit: (payload: Record<string, unknown>) => boolean | Promise<boolean>;
  /** Goes away, sockets cut. */
  leave(): Promise<void>;
  /** Comes back on the same port. */
  back(): Promise<void>;
  /** Says goodbye to every client. */
  close(code: number): void;
  /** Stops reading and writing, with every socket open. */
  freeze(): void;
  /** Adds an event of `events`. */
  happen(): void;
  connect(settings?: Partial<LiveSettings>): LiveConnection;
}

export async function startCounter(): Promise<CounterServer> {
  const seen: Seen = { inits: [], pings: [], variables: [], upgrades: 0 };
  const raw = new Set<Socket>();
  const connections: LiveConnection[] = [];
  let server: Server;
  let wss: WebSocketServer;
  let port = 0;
  let events = 0;

  const tick = () => new Promise((resolve) => setTimeout(resolve, 20));
  async function* count() {
    for (let value = 1; ; value++) {
      yield { count: value };
      await tick();
    }
  }
  async function* follow(after: number) {
    for (let next = after + 1; ; next++) {
      while (next > events) await tick();
      yield { events: next };
    }
  }
  async function* levels(ids: readonly string[]) {
    if (ids.includes('bad')) throw new GraphQLError('no', { extensions: { code: 'BAD_INPUT' } });
    for (let seq = 1; ; seq++) {
      for (const id of ids) yield { levels: { id, epoch: 'a', seq } };
      await tick();
    }
  }
  async function* once() {
    yield { once: 1 };
  }
  async function* broken() {
    const fail = () => {
      throw new GraphQLError('part is missing');
    };
    yield { broken: { id: 'a', epoch: 'a', seq: 1, part: fail, hard: 1 } };
    yield { broken: { id: 'a', epoch: 'a', seq: 2, part: 1, hard: fail } };
    yield { broken: { id: 'a', epoch: 'a', seq: 3, part: 1, hard: 1 } };
    await new Promise(() => {});
  }

  async function listen(): Promise<void> {
    server = createServer();
    server.on('connection', (socket) => {
      raw.add(socket);
      socket.once('close', () => raw.delete(socket));
    });
    wss = new WebSocketServer({ server });
    wss.on('connection', (socket: WebSocket) => {
      seen.upgrades++;
      socket.on('message', (data) => {
        const { type, payload } = JSON.parse(String(data));
        if (type === 'ping' && payload) seen.pings.push(payload);
        if (type === 'subscribe') seen.variables.push(payload.variables);
      });
    });
    const roots = {
      subscription: {
        count,
        once,
        broken,
        events: ({ after }: { after?: number }) => follow(after ?? events),
        levels: ({ ids }: { ids: string[] }) => levels(ids),
      },
    };
    serveGraph(
      {
        schema,
        roots,
        onConnect({ connectionParams }) {
          seen.inits.push(connectionParams);
          return counter.admit(connectionParams ?? {});
        },
      },
      wss,
    );
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  }

  const counter: CounterServer = {
    seen,
    get url() {
      return `ws://127.0.0.1:${port}`;
    },
    sockets: () => wss.clients.size,
    admit: () => true,
    async leave() {
      for (const socket of wss.clients) socket.terminate();
      for (const socket of raw) socket.destroy();
      wss.close();
      await new Promise((resolve) => server.close(resolve));
    },
    back: listen,
    close(code) {
      for (const socket of wss.clients) socket.close(code);
    },
    freeze() {
      for (const socket of raw) socket.pause();
    },
    happen: () => events++,
    connect(settings) {
      const connection = createLiveConnection({ url: counter.url, random: () => 0.05, ...settings });
      connections.push(connection);
      return connection;
    },
    async [Symbol.asyncDispose]() {
      for (const connection of connections) connection[Symbol.dispose]();
      await counter.leave();
    },
  };
  await listen();
  return counter;
}

/** Waits until `holds`, eight seconds at most. */
export async function eventually(holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 8_000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`expected within 8 s: ${holds}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Collects what one field of a subscription says. */
export function listenTo<T = number>(connection: LiveConnection, field: string, following = {}) {
  const heard = { values: [] as T[], endings: 0, last: () => heard.values.at(-1) };
  const leave = connection.subscribe<Record<string, T>>(
    { query: `subscription { ${field} }` },
    { next: (data) => heard.values.push(data[field]!), end: () => heard.endings++ },
    following,
  );
  return { heard, leave };
}
