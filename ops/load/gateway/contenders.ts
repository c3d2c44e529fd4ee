import { nodeArguments } from '@lzstock/gateway/node-arguments';
import type { Peers } from './peers.ts';
import type { ScenarioName } from './scenario.ts';
import { secrets } from './secret.ts';

/** What a server is started over. */
export interface Ground {
  /** File of the supergraph. */
  readonly supergraph: string;
  /** File of the questions, as operations that clients brought along. */
  readonly operations: string;
  readonly peers: Peers;
}

/** How a server is started: every one reads `SUPERGRAPH` and `PORT`, or gets them among its arguments. */
export interface Program {
  readonly command: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** One of the compared servers. */
export interface Contender {
  readonly name: string;
  readonly title: string;
  /** Where ours with one thing changed is asked; left out of a quick run. Everybody else is asked everything. */
  readonly variant?: readonly ScenarioName[];
  /** Whether it answers GraphQL; what does not is not compared with the expected answer. */
  readonly answers?: false;
  /** Text in its log that says it is not what it is meant to be. */
  readonly never?: string;
  /** Null where it cannot be had here. */
  program(at: Ground & { readonly port: number }): Program | null;
}

const nodeProgram =
  (
    file: string,
    env: Readonly<Record<string, string>> = {},
    nodeArguments: readonly string[] = [],
  ): Contender['program'] =>
  ({ supergraph, operations, port }) => ({
    command: [process.execPath, '--no-warnings', ...nodeArguments, file],
    env: {
      SUPERGRAPH: supergraph,
      OPERATIONS: operations,
      PORT: String(port),
      APOLLO_TELEMETRY_DISABLED: 'true',
      ...env,
    },
  });

/** All of the load comes from one address: what it may ask is counted, and is never too much. */
const wide = '1000000000:1000000000';

const ours = (env: Readonly<Record<string, string>> = {}): Contender['program'] =>
  nodeProgram(
    'gateway/src/main.ts',
    { LOG_LEVEL: 'warn', QUOTA_VISITOR: wide, SUBGRAPH_SECRETS: secrets, ...env },
    nodeArguments,
  );

const hive =
  (...more: string[]): Contender['program'] =>
  ({ supergraph, port, peers }) =>
    peers.folder === null
      ? null
      : {
          command: [
            process.execPath,
            '--no-warnings',
            'node_modules/@graphql-hive/gateway/dist/bin.js',
            ...['supergraph', supergraph, '--host', '127.0.0.1', '--port', String(port), '--fork', '1', ...more],
          ],
          cwd: peers.folder,
        };

const both: readonly ScenarioName[] = ['entities', 'heavy'];

/** Ours without one lever, or with one thing more: the name, what it says in the table, the variables that make it so, and where it is asked. */
const variants: readonly (readonly [
  name: string,
  title: string,
  env: Readonly<Record<string, string>>,
  where: readonly ScenarioName[],
])[] = [
  ['ours-open', 'ours, no security', { LIMITS: 'off', CSRF: 'off', SAFELIST: 'off', SUBGRAPH_SECRETS: '' }, both],
  ['ours-http', 'ours, over HTTP', { MULTIPLEX: 'off' }, both],
  ['ours-apart', 'ours, each entity fetch its own request', { MERGE_FETCHES: 'off' }, both],
  ['ours-each', 'ours, each subgraph query sent', { DEDUPLICATE: 'off' }, both],
  ['ours-all', 'ours, each client query run', { INBOUND_DEDUPLICATE: 'off' }, ['identical']],
];

/** Every compared server, in the order in which they take turns. */
export const contenders: readonly Contender[] = [
  { name: 'stock', title: 'Apollo Server + Gateway', program: nodeProgram('ops/load/gateway/server/stock.ts') },
  { name: 'hive', title: 'Hive Gateway', program: hive() },
  {
    name: 'hive-rust',
    title: 'Hive Gateway, Rust planner',
    never: 'Falling back',
    program: hive('--hive-router-runtime'),
  },
  { name: 'ours', title: 'ours', program: ours() },
  ...variants.map(([name, title, env, variant]): Contender => ({ name, title, variant, program: ours(env) })),
  { name: 'limit', title: 'bare proxy', answers: false, program: nodeProgram('ops/load/gateway/server/limit.ts') },
];
