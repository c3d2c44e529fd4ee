import { closeSync, openSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@lzstock/kit/local/free-port';
import { createLog } from '@lzstock/kit/log';
import { type ChaosProxy, chaosProxy } from '@lzstock/kit/testing/proxy';
import { publicSubgraphs } from '@lzstock/schema/subgraphs';
import { ask } from '../../e2e/graph.ts';
import type { Random } from '../../load/search/random.ts';
import { type Constellation, startConstellation } from '../../services/constellation.ts';
import { createFirsts, createHistory, type Heard, type History } from './history.ts';
import { type Queries, startQueries } from './queries.ts';
import { createReader, type Reader } from './reader.ts';
import { type RedisServer, startRedisServer } from './redis-server.ts';
import { createSupergraphFile, type SupergraphFile } from './supergraph-file.ts';
import { until } from './until.ts';

/** What not every world has. */
export interface WorldNeeds {
  /** A way to Redis that can be made bad. */
  readonly redisWay?: boolean;
  /** Bounds the memory of the gateways' JavaScript, in MB. */
  readonly gatewayHeapMb?: number;
  /** Readers at least. */
  readonly readers?: number;
}

export interface WorldOptions {
  readonly needs?: WorldNeeds;
  /** Clients with a live socket. */
  readonly readers: number;
  /** Queries a second. */
  readonly rate: number;
  readonly random: Random;
  /** Arguments of Node itself for the service of that name; none where left out. */
  readonly nodeArguments?: (service: string) => readonly string[];
}

/** The product as processes of its own, with readers and queries on it. */
export interface World extends AsyncDisposable {
  readonly constellation: Constellation;
  /** Origins of the two gateways. */
  readonly origins: readonly string[];
  readonly redis: RedisServer;
  /** Where `needs` asked for it. */
  readonly redisWay: ChaosProxy | null;
  readonly supergraph: SupergraphFile;
  readonly readers: readonly Reader[];
  /** Symbols of all readers, each as often as it is read. */
  readonly reads: number;
  readonly history: History;
  readonly queries: Queries;
  readonly random: Random;
  /** File that takes what the services log. */
  readonly logFile: string;
  /** Sends readers back to the gateways they began at, waits until every one hears live quotes and queries are answered whole, and forgets what was before. Rejects after a minute. */
  settle(): Promise<void>;
  /** Waits until each reader of each symbol heard what is wanted; answers how long each took, `Infinity` for those that took over `ms`. */
  hear(since: number, matches: (heard: Heard) => boolean, ms: number): Promise<number[]>;
}

const symbolsPerReader = 5;
/** So that all of them may come to one gateway at once. */
const readersPerAddress = 50;
const settleMs = 60_000;
const calmQueries = 50;
/** All queries come from one address. */
const wide = '1000000000:1000000000';

export const popular =
  'AAPL MSFT NVDA GOOGL GOOG AMZN META BRK.B TSLA AVGO JPM LLY V UNH XOM MA COST JNJ PG HD WMT ABBV NFLX BAC KO CRM ORCL CVX MRK AMD PEP TMO LIN ACN MCD CSCO ADBE ABT WFC GE'.split(
    ' ',
  );

const history60 = 'query ($symbol: ID!) { instrument(symbol: $symbol) { candles(interval: DAY, last: 60) { close } } }';
const plain = 'symbol last state epoch seq gap { from to reason }';
const query = (selection: string) => `subscription ($symbols: [ID!]!) { quotes(symbols: $symbols) { ${selection} } }`;
/** One reader in four looks into another subgraph. */
export const liveQuery = (reader: number): string =>
  query(reader % 4 === 0 ? `${plain} instrument { name company { cik } }` : plain);

export async function startWorld(options: WorldOptions): Promise<World> {
  const { random, needs = {} } = options;
  await using opened = new AsyncDisposableStack();
  const dataDir = await mkdtemp(join(tmpdir(), 'lzstock-fault-'));
  opened.defer(() => rm(dataDir, { recursive: true, force: true }));
  const logFile = join(dataDir, 'services.log');
  const errors = openSync(logFile, 'a');
  opened.defer(() => closeSync(errors));
  const log = createLog({ name: 'fault', level: 'warn' });

  const redis = opened.use(await startRedisServer(log));
  const redisWay = needs.redisWay ? opened.use(await chaosProxy({ to: redis.url })) : null;
  const supergraph = await createSupergraphFile(dataDir);
  const gatewayPorts = [await freePort(), await freePort()];
  const constellation = opened.use(
    await startConstellation({
      dataDir,
      redisUrl: redisWay?.url ?? redis.url,
      gatewayPorts,
      gatewayEnv: {
        SUPERGRAPH: supergraph.path,
        PUBLIC_SUBGRAPHS: publicSubgraphs.join(),
        INTROSPECTION: 'on',
        QUOTA_VISITOR: wide,
      },
      nodeArguments: (service) => [
        ...(options.nodeArguments?.(service) ?? []),
        ...(needs.gatewayHeapMb && service.startsWith('gateway')
          ? [`--max-old-space-size=${needs.gatewayHeapMb}`]
          : []),
      ],
      logLevel: 'warn',
      errors,
      log,
      say: () => {},
    }),
  );
  const origins = gatewayPorts.map((port) => `http://127.0.0.1:${port}`);

  const history = createHistory();
  const readers = Array.from({ length: Math.max(options.readers, needs.readers ?? 0) }, (_, reader) =>
    createReader({
      origins: [origins[reader % 2]!, origins[(reader + 1) % 2]!],
      query: liveQuery(reader),
      variables: { symbols: random.shuffle(popular).slice(0, symbolsPerReader) },
      random: () => random.below(1_000) / 1_000,
      localAddress: `127.0.0.${10 + Math.floor(reader / readersPerAddress)}`,
      opened: () => history.opened(reader),
      told: (told) => history.hear(reader, told),
      closed: (code) => history.close(reader, code),
      ended: (why) => history.end(why),
    }),
  );
  opened.defer(async () => void (await Promise.all(readers.map((reader) => reader.leave()))));

  const reads = readers.length * symbolsPerReader;
  async function hear(since: number, matches: (heard: Heard) => boolean, ms: number): Promise<number[]> {
    const firsts = createFirsts({ since, matches });
    await until(
      () => {
        firsts.look(history.heard);
        return firsts.count === reads;
      },
      since + ms - performance.now(),
    );
    return firsts.waits(reads);
  }

  /** Long histories are fetched when they are first asked for; that work is not what is measured here. */
  async function fetchHistories(): Promise<void> {
    for (const symbol of popular) {
      const answered = async () => {
        const { data } = await ask<{ instrument: { candles: object[] | null } }>(origins[0]!, history60, { symbol });
        return (data?.instrument.candles?.length ?? 0) > 0;
      };
      if (!(await until(() => answered().catch(() => false), settleMs)))
        throw new Error(`expected candles of ${symbol} within ${settleMs} ms, came none`);
    }
  }
  await fetchHistories();
  const queries = opened.use(startQueries({ origins, perSecond: options.rate, symbols: popular, random }));

  const owned = opened.move();
  return {
    constellation,
    origins,
    redis,
    redisWay,
    supergraph,
    readers,
    reads,
    history,
    queries,
    random,
    logFile,
    hear,
    async settle() {
      for (const reader of readers) reader.goHome();
      await until(() => readers.every(({ open }) => open), settleMs);
      history.clear();
      const waits = await hear(performance.now(), ({ state }) => state === 'LIVE', settleMs);
      const missing = waits.filter((wait) => wait === Number.POSITIVE_INFINITY).length;
      if (missing > 0)
        throw new Error(
          `expected ${reads} live quotes within ${settleMs} ms, ${missing} are missing: ${[...new Set(history.ends)].join(' ')}`,
        );
      queries.clear();
      const calm = () => {
        const recent = queries.asked.slice(-calmQueries);
        return recent.length === calmQueries && recent.every(({ outcome }) => outcome === 'whole');
      };
      if (!(await until(calm, settleMs))) throw new Error(`expected ${calmQueries} whole answers in turn, came none`);
      history.clear();
      queries.clear();
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
