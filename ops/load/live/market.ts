import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCompanies as startRealCompanies } from '@lzstock/companies/companies';
import { createContextDatabase } from '@lzstock/kit/local/context-database';
import { startPostgres } from '@lzstock/kit/local/postgres';
import { findRedis, redisProgram, startRedis } from '@lzstock/kit/local/redis';
import { createLog } from '@lzstock/kit/log';
import { connectRedis } from '@lzstock/kit/redis/server';
import { startMarket } from '@lzstock/market/market';
import { companiesEvents } from '@lzstock/schema/companies/events';
import { startCompanies } from './companies.ts';
import { LoadFeed } from './load-feed.ts';
import { openMarketWays, type WayName } from './market-ways.ts';
import { openSqlWay } from './sql-way.ts';
import { lettersOf, snapshotOf } from './universe.ts';
import { calm, type Load, symbols, tell, told, wait } from './world.ts';

/**
 * The real market on a PostgreSQL of its own and a Redis, its own too where this machine has the program or can download it, so that several of these do not hear each other; with
 * a feed that ticks as much as it is told to. `companies` is made up, or real where that is asked for; with `ways`, what leads to market and to Redis can be cut.
 */
interface Begin {
  readonly load: Load;
  readonly ways?: boolean;
  readonly companies?: 'real';
}

/** A tick that was taken has been told after this time. */
const toldSeconds = 0.3;
const log = createLog({ name: 'market', level: 'error' });
const { load, ways: watched, companies } = await told<Begin>(process, 'begin');
const all = symbols(load.universe);
const opened = new AsyncDisposableStack();
const dataDir = await mkdtemp(join(tmpdir(), 'lzstock-bench-'));
opened.defer(() => rm(dataDir, { recursive: true, force: true }));
const postgres = opened.use(await startPostgres({ dataDir, log }));
let statements: string[] = [];

/** A database of the context, on a way that notes its statements. */
async function databaseOf(context: string): Promise<string> {
  const { url } = await createContextDatabase({ adminUrl: postgres.url, context, dataDir });
  return opened.use(await openSqlWay(url, (text) => statements.push(`${context}: ${text}`))).url;
}

const program = await redisProgram({ log, env: process.env, download: true });
const found = program ? await startRedis(program, log) : await findRedis({ log, env: process.env });
if (!found) throw new Error('expected a Redis: install redis-server or set REDIS_URL');
opened.use(found);
const ways = watched ? opened.use(await openMarketWays(found.url)) : null;
const redis = opened.use(await connectRedis(ways?.redisUrl ?? found.url, { log }));

async function openCompanies(): Promise<string> {
  if (companies !== 'real') {
    await redis.streams.append(companiesEvents, lettersOf(load.universe), 100_000);
    return (await startCompanies(log)).url;
  }
  const databaseUrl = await databaseOf('companies');
  const snapshot = snapshotOf(load.universe);
  const progress = { isTTY: false, write: () => true };
  return opened.use(await startRealCompanies({ databaseUrl, redis, port: 0, log, snapshot, progress })).url;
}

const companiesUrl = await openCompanies();
const feed = new LoadFeed(all, calm);
const market = opened.use(await startMarket({ databaseUrl: await databaseOf('market'), redis, port: 0, log, feed }));
while (!all.every((symbol) => market.listing.find(symbol))) {
  await market.listing.refresh();
  await wait(0.05);
}

async function stop(): Promise<object> {
  const { sent: ticks, lateMs: late } = feed;
  feed.setRate(0);
  await wait(toldSeconds);
  return { ticks, late, seqs: all.map((symbol) => market.ingest.quote(symbol)?.seq ?? 0) };
}

interface Asked {
  readonly way: WayName;
}
const acts: Record<string, (asked: Asked) => Promise<unknown> | object | undefined> = {
  stop,
  cut: ({ way }) => ways?.cut(way),
  heal: ({ way }) => ways?.heal(way),
  passed: () => ({ told: ways?.told, arrived: ways?.arrived }),
  /** What the databases were asked since this was asked last. */
  statements() {
    const noted = statements;
    statements = [];
    return { statements: noted };
  },
  end: () => opened.disposeAsync(),
};

process.on('message', ({ kind, ...asked }: { readonly kind: string } & Asked) => {
  if (kind === 'hurry') feed.setRate(load.rate);
  const act = acts[kind];
  if (act) void Promise.resolve(act(asked)).then((answer) => tell({ kind: `${kind} done`, ...(answer ?? {}) }));
});
tell({ kind: 'ready', urls: { market: ways ? await ways.lead(market.url) : market.url, companies: companiesUrl } });
