import { type Migration, Migrator } from '@mikro-orm/migrations';
import { type EntityManager, type EntitySchema, MikroORM, type Options } from '@mikro-orm/postgresql';
import type { Pool } from 'pg';
import { askAlone, guardPool } from '../database/pool.ts';
import { traceStatements } from '../trace/sql.ts';
import type { Log } from './log.ts';

/** A migration under the name it is remembered by; the order of the list is the order they run in. */
export interface MigrationEntry {
  readonly name: string;
  readonly class: new (...args: ConstructorParameters<typeof Migration>) => Migration;
}

export interface DatabaseOptions {
  readonly url: string;
  // biome-ignore lint/suspicious/noExplicitAny: an entity of any shape
  readonly entities: readonly EntitySchema<any, any>[];
  readonly migrations: readonly MigrationEntry[];
  /** Connections at most; 5 where left out. */
  readonly pool?: number;
  readonly log: Log;
}

/** One context's own database. */
export interface Database extends AsyncDisposable {
  readonly orm: MikroORM;
  /** An entity manager of its own for one request, event or job. */
  fork(): EntityManager;
  /** Resolves when the database answers, though every connection may be taken; rejects when it does not within two seconds. */
  ping(): Promise<void>;
}

const answerMs = 2_000;
const connections = 5;

/** MikroORM's options for a context, the same for the process and its command line. */
export function databaseConfig(options: DatabaseOptions, opened: (pool: Pool) => void = () => {}): Options {
  return {
    clientUrl: options.url,
    entities: [...options.entities],
    extensions: [Migrator],
    migrations: { migrationsList: [...options.migrations], snapshot: false, tableName: 'migration' },
    pool: { min: 0, max: options.pool ?? connections, idleTimeoutMillis: 30_000 },
    driverOptions: {
      connectionTimeoutMillis: 2_000,
      statement_timeout: 2_000,
      query_timeout: 3_000,
      lock_timeout: 1_000,
      idle_in_transaction_session_timeout: 10_000,
      keepAlive: true,
      onPoolCreated(pool: Pool) {
        guardPool(pool);
        traceStatements(pool);
        opened(pool);
      },
    },
    implicitTransactions: true,
    logger: (message) => options.log.debug({ message }, 'mikro-orm'),
    colors: false,
  };
}

/** One process at a time: others that start meanwhile wait and find it done. */
async function migrate(config: Options): Promise<void> {
  const orm = await MikroORM.init({
    ...config,
    pool: { min: 0, max: 2 },
    driverOptions: {
      ...config.driverOptions,
      statement_timeout: 60_000,
      query_timeout: 0,
      idle_in_transaction_session_timeout: 0,
    },
  });
  try {
    await orm.em.fork().transactional(async (em) => {
      await em.execute(`set local lock_timeout = '60s'`);
      await em.execute(`select pg_advisory_xact_lock(hashtext('migration'))`);
      await orm.migrator.up();
    });
  } finally {
    await orm.close(true);
  }
}

/**
 * Opens a context's database and brings it up to its newest migration. Statements end after 2 s, those of a silent server after 3 s, waits for locks after
 * 1 s, for one of the connections after 0.75 s with `OVERLOADED`, idle transactions after 10 s; migrations may take a minute. Rejects where the database cannot be reached or a migration fails; nothing stays open then.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  let pool: Pool | null = null;
  const config = databaseConfig(options, (made) => {
    pool = made;
  });
  await migrate(config);
  const orm = await MikroORM.init(config);
  const allTaken = () => pool !== null && pool.idleCount === 0 && pool.totalCount >= (options.pool ?? connections);
  return {
    orm,
    fork: () => orm.em.fork() as EntityManager,
    async ping() {
      const late = Promise.withResolvers<never>();
      const timer = setTimeout(() => late.reject(new Error(`no answer within ${answerMs} ms`)), answerMs);
      try {
        const answered = allTaken() ? askAlone(options.url, answerMs) : orm.em.getConnection().execute('select 1');
        await Promise.race([answered, late.promise]);
      } finally {
        clearTimeout(timer);
      }
    },
    async [Symbol.asyncDispose]() {
      await orm.close(true);
    },
  };
}
