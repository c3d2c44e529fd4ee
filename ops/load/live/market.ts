import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContextDatabase } from '@lzstock/kit/local/context-database';
import { startPostgres } from '@lzstock/kit/local/postgres';
import { findRedis } from '@lzstock/kit/local/redis';
import { createLog } from '@lzstock/kit/log';
import { connectRedis } from '@lzstock/kit/redis/server';
import { startMarket } from '@lzstock/market/market';
import { companiesEvents } from '@lzstock/schema/companies/events';
import { startCompanies } from './companies.ts';
import { LoadFeed } from './load-feed.ts';
import { calm, companyName, type Load, symbols, tell, told, wait } from './world.ts';

/** The real market on a real Redis and PostgreSQL, with a feed that ticks as much as it is told to; `companies` is made up. */
const log = createLog({ name: 'market', level: 'error' });
const { load } = await told<{ readonly load: Load }>(process, 'begin');
const all = symbols(load.universe);
const opened = new AsyncDisposableStack();
const dataDir = await mkdtemp(join(tmpdir(), 'lzstock-bench-'));
opened.defer(() => rm(dataDir, { recursive: true, force: true }));
const postgres = opened.use(await startPostgres({ dataDir, log }));
const { url: databaseUrl } = await createContextDatabase({ adminUrl: postgres.url, context: 'market', dataDir });
const found = await findRedis({ log, env: process.env });
if (!found) throw new Error('expected a Redis: install redis-server or set REDIS_URL');
opened.use(found);
const redis = opened.use(await connectRedis(found.url, { log }));
const feed = new LoadFeed(all, calm);
const market = opened.use(await startMarket({ databaseUrl, redis, port: 0, log, feed }));
const companies = await startCompanies(log);

const letters = all.map((symbol, index) =>
  JSON.stringify({
    epoch: 1,
    position: index + 1,
    key: symbol,
    recordedAt: new Date().toISOString(),
    event: {
      type: 'InstrumentChanged',
      version: 1,
      symbol,
      name: companyName(symbol),
      exchange: 'NASDAQ',
      kind: 'COMMON_STOCK',
      currency: 'USD',
      active: true,
      cik: null,
    },
  }),
);
await redis.streams.append(companiesEvents, letters, 100_000);
while (!all.every((symbol) => market.listing.find(symbol))) {
  await market.listing.refresh();
  await wait(0.05);
}

process.on('message', ({ kind }: { readonly kind: string }) => {
  if (kind === 'hurry') feed.setRate(load.rate);
  if (kind === 'stop') {
    tell({ kind: 'stop done', ticks: feed.sent, late: feed.lateMs });
    feed.setRate(0);
  }
  if (kind === 'end') void opened.disposeAsync().then(() => tell({ kind: 'end done' }));
});
tell({ kind: 'ready', urls: { market: market.url, companies: companies.url } });
