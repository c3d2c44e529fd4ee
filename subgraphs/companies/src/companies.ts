import { readFileSync } from 'node:fs';
import { type Database, openDatabase } from '@lzstock/kit/database';
import { OutboxRow } from '@lzstock/kit/events/outbox';
import { startRelay } from '@lzstock/kit/events/relay';
import type { Log } from '@lzstock/kit/log';
import type { Redis } from '@lzstock/kit/redis/ports';
import { serve } from '@lzstock/kit/serve';
import type { SubgraphKeys } from '@lzstock/kit/signature/signature';
import { type CompaniesEvent, companiesEvents } from '@lzstock/schema/companies/events';
import { migrations } from '../migrations/migrations.ts';
import { CompanySchema } from './company/company.ts';
import { createContext } from './context.ts';
import { InstrumentSchema } from './instrument/instrument.ts';
import { resolvers } from './resolvers.ts';
import { InstrumentSearch } from './search/instrument-search.ts';
import { loadSnapshot } from './universe/first-load.ts';
import { importTickers } from './universe/import-tickers.ts';
import { startNightly } from './universe/nightly.ts';
import { createProgress, type ProgressStream } from './universe/progress.ts';
import { composeSnapshot, readSnapshotTexts, type Snapshot } from './universe/snapshot.ts';
import { secTickersUrl } from './universe/ticker-source.ts';
import { changedEntities } from './universe/told.ts';

export const entities = [CompanySchema, InstrumentSchema, OutboxRow];

export interface CompaniesConfig {
  readonly databaseUrl: string;
  readonly redis: Redis;
  readonly host?: string | undefined;
  readonly port: number;
  /** What the gateway signs its requests with; everybody may ask where null or left out. */
  readonly secrets?: SubgraphKeys | null | undefined;
  readonly log: Log;
  /** Names a contact for the SEC, `Acme admin@acme.example`; the nightly import is off without it. */
  readonly secUserAgent?: string | undefined;
  /** Where `SEC_USER_AGENT` is looked up if `secUserAgent` is left out. */
  readonly env?: NodeJS.ProcessEnv | undefined;
  /** Where the list of tickers is fetched every night; the SEC's own address where left out. */
  readonly tickersUrl?: string | undefined;
  /** What a database that is new is filled with; the embedded universe where left out. */
  readonly snapshot?: Snapshot | undefined;
  /** Where the progress of the first load is shown; standard error where left out. */
  readonly progress?: ProgressStream | undefined;
  /** How often instruments changed by other processes are looked for; 10 s where left out. */
  readonly refreshMs?: number | undefined;
  readonly now?: (() => Date) | undefined;
  readonly random?: (() => number) | undefined;
}

export interface Companies extends AsyncDisposable {
  readonly name: 'companies';
  /** Address of the graph. */
  readonly url: string;
  readonly database: Database;
  readonly search: InstrumentSearch;
}

/** Starts the context: migrates, loads the embedded universe where the database is new, and serves. Rejects, leaving nothing open, where a part of it fails. */
export async function startCompanies(config: CompaniesConfig): Promise<Companies> {
  const { log, redis, databaseUrl } = config;
  await using started = new AsyncDisposableStack();

  const database = started.use(await openDatabase({ url: databaseUrl, entities, migrations, log }));
  const relay = started.use(
    startRelay({
      databaseUrl,
      redis,
      stream: companiesEvents,
      changes: (event) => changedEntities(event as CompaniesEvent),
      log,
    }),
  );
  const progress = createProgress('companies: loading instruments', config.progress ?? process.stderr);
  await loadSnapshot(database.fork(), config.snapshot ?? composeSnapshot(readSnapshotTexts()), progress);

  const random = config.random ?? Math.random;
  const refreshMs = config.refreshMs ?? 10_000;
  const search = started.use(new InstrumentSearch({ fork: database.fork, log, refreshMs, random }));
  started.use(
    startNightly({
      url: config.tickersUrl ?? secTickersUrl,
      userAgent: config.secUserAgent ?? config.env?.SEC_USER_AGENT,
      log,
      now: config.now ?? (() => new Date()),
      async take(tickers) {
        const report = await importTickers(database.fork(), tickers);
        await search.refresh();
        return report;
      },
    }),
  );
  const served = started.use(
    await serve({
      name: 'companies',
      typeDefs: readFileSync(new URL(import.meta.resolve('@lzstock/schema/companies/companies.graphql')), 'utf8'),
      resolvers,
      context: (viewer) => createContext(viewer, database.fork(), search),
      host: config.host,
      port: config.port,
      secrets: config.secrets,
      log,
      ready: () => database.ping(),
      helps: { Redis: () => redis.ping() },
    }),
  );
  const parts = started.move();
  log.debug({ relays: relay.active }, 'companies is up');
  return { name: 'companies', url: served.url, database, search, [Symbol.asyncDispose]: () => parts.disposeAsync() };
}
