import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { ROLE_SETTINGS } from '../local/context-database.ts';
import { startPostgres } from '../local/postgres.ts';
import type { Log } from '../src/log.ts';
import { hasContainerEngine, startContainer } from './containers.ts';

/** A server on which tests make databases of their own. */
export interface TestPostgres {
  /** A user that may create databases. */
  readonly adminUrl: string;
  /** Begins the name of every database and role that this run makes. */
  readonly prefix: string;
  /** Owns the databases; no superuser and with the limits of a context's role, as in real life. */
  readonly role: { readonly name: string; readonly password: string };
}

interface Server extends AsyncDisposable {
  readonly adminUrl: string;
}

/**
 * A PostgreSQL for tests: a container where an engine answers, else what TEST_DATABASE_URL or DATABASE_URL names, else one of this process over a
 * temporary folder. Disposing it removes everything that was made.
 */
export async function startTestPostgres(log: Log, env: NodeJS.ProcessEnv): Promise<TestPostgres & AsyncDisposable> {
  await using unwind = new AsyncDisposableStack();
  const named = env.TEST_DATABASE_URL ?? env.DATABASE_URL;
  const server = (await inContainer(log, env)) ?? (named ? leftAlone(named) : await overTemporaryFolder(log));
  const { adminUrl } = unwind.use(server);
  const prefix = `lz_test_${randomBytes(5).toString('hex')}`;
  const role = { name: prefix, password: randomBytes(18).toString('base64url') };
  await asAdmin(adminUrl, async (admin) => {
    await admin.query(`CREATE ROLE ${role.name} LOGIN PASSWORD ${pg.escapeLiteral(role.password)}`);
    for (const [name, value] of Object.entries(ROLE_SETTINGS)) {
      await admin.query(`ALTER ROLE ${role.name} SET ${name} = '${value}'`);
    }
    await admin.query(`GRANT ${role.name} TO CURRENT_USER`);
  });
  if (server.adminUrl === named) unwind.defer(() => removeAll(adminUrl, prefix));
  const owned = unwind.move();
  return { adminUrl, prefix, role, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** Runs statements as the admin over a connection of their own. */
export async function asAdmin<T>(adminUrl: string, run: (admin: pg.Client) => Promise<T>): Promise<T> {
  const admin = new pg.Client({ connectionString: adminUrl, connectionTimeoutMillis: 10_000 });
  await admin.connect();
  try {
    return await run(admin);
  } finally {
    await admin.end();
  }
}

function leftAlone(adminUrl: string): Server {
  return { adminUrl, async [Symbol.asyncDispose]() {} };
}

async function overTemporaryFolder(log: Log): Promise<Server> {
  const dataDir = await mkdtemp(join(tmpdir(), 'lzstock-test-'));
  const forget = (): Promise<void> => rm(dataDir, { recursive: true, force: true });
  const server = await startPostgres({ dataDir, log, durable: false }).catch(async (error) => {
    await forget();
    throw error;
  });
  return {
    adminUrl: server.url,
    async [Symbol.asyncDispose]() {
      await server.stop();
      await forget();
    },
  };
}

async function inContainer(log: Log, env: NodeJS.ProcessEnv): Promise<Server | null> {
  if (!(await hasContainerEngine(env))) return null;
  const password = randomBytes(18).toString('base64url');
  try {
    const container = await startContainer({
      image: env.TEST_POSTGRES_IMAGE ?? 'postgres:18-alpine',
      port: 5432,
      command: ['postgres', '-c', 'fsync=off', '-c', 'full_page_writes=off', '-c', 'max_connections=200'],
      env: { POSTGRES_PASSWORD: password },
      inMemory: '/var/lib/postgresql',
      ready: { text: /database system is ready to accept connections/, times: 2 },
    });
    const adminUrl = `postgresql://postgres:${password}@${container.host}:${container.port}/postgres`;
    return { adminUrl, [Symbol.asyncDispose]: () => container[Symbol.asyncDispose]() };
  } catch (error) {
    log.warn({ error: (error as Error).message }, 'the container engine gives no PostgreSQL, another is taken');
    return null;
  }
}

async function removeAll(adminUrl: string, prefix: string): Promise<void> {
  await asAdmin(adminUrl, async (admin) => {
    const { rows } = await admin.query<{ datname: string }>(
      'SELECT datname FROM pg_database WHERE starts_with(datname, $1)',
      [`${prefix}_`],
    );
    for (const { datname } of rows) await admin.query(`DROP DATABASE ${datname} WITH (FORCE)`);
    await admin.query(`DROP ROLE ${prefix}`);
  });
}
