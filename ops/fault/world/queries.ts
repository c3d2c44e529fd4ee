import type { SubgraphName } from '@lzstock/schema/subgraphs';
import { Agent, request } from 'undici';
import type { Random } from '../../load/search/random.ts';

type Outcome =
  /** Status 200 and no errors. */
  | 'whole'
  /** Status 200, and every error says that a subgraph is away. */
  | 'partial'
  /** Anything else: another status, another error, no answer. */
  | 'failed';

/** One query of the background load. `at` in milliseconds of `performance.now()`, when it was sent. */
export interface Asked {
  readonly at: number;
  readonly kind: string;
  readonly needs: readonly SubgraphName[];
  readonly outcome: Outcome;
  readonly ms: number;
  /** Sent to the other gateway after the first took no connection or cut it. */
  readonly rerouted: boolean;
  /** Why it failed. */
  readonly why?: string;
}

/** Queries at a steady rate, whatever the answers do. */
export interface Queries extends AsyncDisposable {
  /** Since the last `clear`. */
  readonly asked: readonly Asked[];
  clear(): void;
}

interface Kind {
  readonly kind: string;
  readonly needs: readonly SubgraphName[];
  readonly query: string;
  readonly variables: (symbols: readonly string[], random: Random) => object;
}

const some = (symbols: readonly string[], random: Random) => ({ symbols: random.shuffle(symbols).slice(0, 5) });

const kinds: readonly Kind[] = [
  {
    kind: 'names',
    needs: ['companies'],
    query: 'query ($symbols: [ID!]!) { instruments(symbols: $symbols) { symbol name company { cik } } }',
    variables: some,
  },
  {
    kind: 'prices',
    needs: ['companies', 'market'],
    query: 'query ($symbols: [ID!]!) { instruments(symbols: $symbols) { symbol name quote { last state } } }',
    variables: some,
  },
  {
    kind: 'search',
    needs: ['companies'],
    query: 'query ($text: String!) { searchInstruments(text: $text) { symbol name } }',
    variables: (symbols, random) => ({ text: random.pick(symbols).slice(0, 2) }),
  },
  {
    kind: 'candles',
    needs: ['companies', 'market'],
    query: 'query ($symbol: ID!) { instrument(symbol: $symbol) { symbol candles(interval: DAY, last: 60) { close } } }',
    variables: (symbols, random) => ({ symbol: random.pick(symbols) }),
  },
  { kind: 'session', needs: ['market'], query: '{ tradingSession { phase date } }', variables: () => ({}) },
];

const deadlineMs = 5_000;
/** Those who ask, since a gateway bounds what one address may ask. */
const addresses = Array.from({ length: 10 }, (_, at) => `127.0.0.${100 + at}`);

interface Body {
  readonly data?: unknown;
  readonly errors?: readonly { readonly extensions?: { readonly code?: string } }[];
}

export interface QueriesOptions {
  /** Origins of the gateways, asked in turn. A connection that one refuses or cuts is tried once at the next, as a load balancer would. */
  readonly origins: readonly string[];
  readonly perSecond: number;
  readonly symbols: readonly string[];
  readonly random: Random;
}

export function startQueries({ origins, perSecond, symbols, random }: QueriesOptions): Queries {
  const agents = addresses.map(
    (localAddress) => new Agent({ connections: 16, pipelining: 1, connect: { localAddress } }),
  );
  const running = new Set<Promise<void>>();
  let asked: Asked[] = [];
  let turn = 0;

  async function post(origin: string, body: string): Promise<Pick<Asked, 'outcome' | 'why'>> {
    const response = await request(`${origin}/graphql`, {
      method: 'POST',
      dispatcher: random.pick(agents),
      headers: { 'content-type': 'application/json' },
      body,
      signal: AbortSignal.timeout(deadlineMs),
    });
    const text = await response.body.text();
    if (response.statusCode !== 200) return { outcome: 'failed', why: `${response.statusCode} ${text.slice(0, 200)}` };
    const { errors } = JSON.parse(text) as Body;
    if (!errors) return { outcome: 'whole' };
    const away = errors.every(({ extensions }) => extensions?.code === 'SUBGRAPH_UNAVAILABLE');
    return away ? { outcome: 'partial' } : { outcome: 'failed', why: text.slice(0, 200) };
  }

  async function ask(): Promise<void> {
    const { kind, needs, query, variables } = random.pick(kinds);
    const body = JSON.stringify({ query, variables: variables(symbols, random) });
    const at = performance.now();
    const first = turn++;
    let rerouted = false;
    const origin = (step: number) => origins[(first + step) % origins.length]!;
    const answer = await post(origin(0), body)
      .catch((error: Error) => {
        if (origins.length === 1) throw error;
        rerouted = true;
        return post(origin(1), body);
      })
      .catch((error: Error) => ({ outcome: 'failed' as const, why: String(error) }));
    asked.push({ at, kind, needs, ms: performance.now() - at, rerouted, ...answer });
  }

  const timer = setInterval(() => {
    const one = ask().finally(() => running.delete(one));
    running.add(one);
  }, 1_000 / perSecond);
  return {
    get asked() {
      return asked;
    },
    clear() {
      asked = [];
    },
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await Promise.all(running);
      await Promise.all(agents.map((agent) => agent.destroy()));
    },
  };
}

/** Those that need nothing of `away`. */
export const without = (asked: readonly Asked[], away: SubgraphName): Asked[] =>
  asked.filter(({ needs }) => !needs.includes(away));

export const failed = (asked: readonly Asked[]): Asked[] => asked.filter(({ outcome }) => outcome === 'failed');
