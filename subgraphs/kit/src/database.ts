import { type Migration, Migrator } from '@mikro-orm/migrations';
import { type EntityManager, type EntitySchema, MikroORM, type Options } from '@mikro-orm/postgresql';
import type { Pool, PoolClient } from 'pg';
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
  /** Resolves when the database answers; rejects when it does not within two seconds. */
  ping(): Promise<void>;
}

const answerMs = 2_000;

/** MikroORM's options for a context, the same for the process and its command line. */
export function databaseConfig(options: DatabaseOptions): Options {
  return {
    clientUrl: options.url,
    entities: [...options.entities],
    extensions: [Migrator],
    migrations: { migrationsList: [...options.migrations], snapshot: false, tableName: 'migration' },
    pool: { min: 0, max: options.pool ?? 5, idleTimeoutMillis: 30_000 },
    driverOptions: {
      connectionTimeoutMillis: 2_000,
      statement_timeout: 2_000,
      lock_timeout: 1_000,
      idle_in_transaction_session_timeout: 10_000,
      keepAlive: true,
      onPoolCreated: giveBackDeadClients,
    },
    implicitTransactions: true,
    logger: (message) => options.log.debug({ message }, 'mikro-orm'),
    colors: false,
  };
}

/**
 * A session that ends inside a transaction is not given back by the query builder, since its ROLLBACK fails too: after a few of them the pool would be
 * empty for good.
 */
function giveBackDeadClients(pool: Pool): void {
  const taken = new Set<PoolClient>();
  pool.on('acquire', (client) => taken.add(client));
  pool.on('release', (_error, client) => taken.delete(client));
  pool.on('connect', (client) => {
    client.once('end', () => {
      if (!taken.has(client)) return;
      const { release } = client;
      client.release = () => {};
      release(true);
    });
  });
}

/** One process at a time: others that start meanwhile wait and find it done. */
async function migrate(config: Options): Promise<void> {
  const orm = await MikroORM.init({
    ...config,
    pool: { min: 0, max: 2 },
    driverOptions: { ...config.driverOptions, statement_timeout: 60_000, idle_in_transaction_session_timeout: 0 },
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
 * Opens a context's database and brings it up to its newest migration. Statements end after 2 s, waits for locks after 1 s, idle transactions after
 * 10 s; migrations may take a minute. Rejects where the database cannot be reached or a migration fails; nothing stays open then.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const config = databaseConfig(options);
  await migrate(config);
  const orm = await MikroORM.init(config);
  return {
    orm,
    fork: () => orm.em.fork() as EntityManager,
    async ping() {
      const late = Promise.withResolvers<never>();
      const timer = setTimeout(() => late.reject(new Error(`no answer within ${answerMs} ms`)), answerMs);
      try {
        await Promise.race([orm.em.getConnection().execute('select 1'), late.promise]);
      } finally {
        clearTimeout(timer);
      }
    },
    async [Symbol.asyncDispose]() {
      await orm.close(true);
    },
  };
}
