import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { asAdmin, type TestPostgres } from './postgres-server.ts';
import { postgresOfRun } from './servers.ts';

export interface TestDatabaseOptions {
  /** Fills a database once in a run; each test database of the same `name` begins as a copy of it. `prepare` must close what it opens. */
  readonly template?: { readonly name: string; readonly prepare: (url: string) => Promise<void> };
}

/** A database for one test file. Disposing it drops it, open connections or not. */
export interface TestDatabase extends AsyncDisposable {
  readonly name: string;
  /** With the name and password of a role that owns the database, is no superuser, and has the limits of a context's role. */
  readonly url: string;
  /** The same database for a user that may do anything. */
  readonly adminUrl: string;
}

/** A database of its own on the server that all tests of a run share; 20–40 ms. Rejects outside of a run of `lz-jest`. */
export async function testDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const server = await postgresOfRun();
  const name = `${server.prefix}_${randomBytes(5).toString('hex')}`;
  await asAdmin(server.adminUrl, async (admin) => {
    const template = options.template ? await preparedTemplate(admin, server, options.template) : null;
    await create(admin, server, name, template);
  });
  const dispose = (): Promise<void> =>
    asAdmin(server.adminUrl, async (admin) => {
      await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    });
  return { name, url: asRole(server, name), adminUrl: at(server.adminUrl, name), [Symbol.asyncDispose]: dispose };
}

/** Made by whichever test file asks first, while the others wait; under another name until it is whole. */
async function preparedTemplate(
  admin: pg.Client,
  server: TestPostgres,
  { name, prepare }: NonNullable<TestDatabaseOptions['template']>,
): Promise<string> {
  if (!/^[a-z][a-z0-9_]{0,24}$/.test(name)) throw new Error(`expected a template name like market_ticks, came ${name}`);
  const template = `${server.prefix}_t_${name}`;
  await admin.query('SELECT pg_advisory_lock(hashtext($1))', [template]);
  try {
    const there = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1', [template]);
    if (there.rowCount) return template;
    const unfinished = `${template}_new`;
    await admin.query(`DROP DATABASE IF EXISTS ${unfinished} WITH (FORCE)`);
    await create(admin, server, unfinished, null);
    await prepare(asRole(server, unfinished));
    await whenNobodyIsConnected(() => admin.query(`ALTER DATABASE ${unfinished} RENAME TO ${template}`));
    return template;
  } finally {
    await admin.query('SELECT pg_advisory_unlock(hashtext($1))', [template]);
  }
}

async function create(admin: pg.Client, server: TestPostgres, name: string, template: string | null): Promise<void> {
  const from = template ?? `template0 ENCODING 'UTF8' LOCALE_PROVIDER libc LOCALE 'C'`;
  await whenNobodyIsConnected(() => admin.query(`CREATE DATABASE ${name} OWNER ${server.role.name} TEMPLATE ${from}`));
  await admin.query(`REVOKE ALL ON DATABASE ${name} FROM PUBLIC`);
}

/** A closed connection's process takes a moment to leave the database. */
async function whenNobodyIsConnected(run: () => Promise<unknown>): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      await run();
      return;
    } catch (error) {
      if ((error as pg.DatabaseError).code !== '55006' || tries >= 40) throw error;
      await sleep(50);
    }
  }
}

function asRole(server: TestPostgres, database: string): string {
  const url = new URL(at(server.adminUrl, database));
  url.username = server.role.name;
  url.password = server.role.password;
  return url.href;
}

function at(adminUrl: string, database: string): string {
  const url = new URL(adminUrl);
  url.pathname = `/${database}`;
  return url.href;
}
