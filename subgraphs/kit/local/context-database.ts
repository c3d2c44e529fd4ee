import pg from 'pg';
import { keptPassword } from './passwords.ts';

export interface ContextDatabaseOptions {
  /** A user that may create roles and databases, on the server. */
  readonly adminUrl: string;
  /** `companies` gets role and database `lz_companies`. */
  readonly context: string;
  /** Keeps the role's password. */
  readonly dataDir: string;
}

export interface ContextDatabase {
  readonly role: string;
  readonly database: string;
  /** Address of the context's own database with its role's name and password. */
  readonly url: string;
}

/** No statement of a context may take longer, whoever connects with its role. */
export const ROLE_SETTINGS = {
  statement_timeout: '2s',
  lock_timeout: '1s',
  idle_in_transaction_session_timeout: '10s',
};

/** PostgreSQL's codes for what is there already; the last is what the loser of a race gets. */
const THERE_ALREADY = new Set(['42710', '42P04', '23505']);

/**
 * Makes sure that a context has a database of its own, owned by a role of its own that can connect to no other context's. May be called again: the
 * role's password and limits are set anew, the data stays. Rejects with pg's error where the server refuses.
 */
export async function createContextDatabase(options: ContextDatabaseOptions): Promise<ContextDatabase> {
  const { adminUrl, context, dataDir } = options;
  if (!/^[a-z][a-z0-9_]{0,40}$/.test(context)) {
    throw new Error(
      `expected the name of a context in lower case letters, digits and _, came ${JSON.stringify(context)}`,
    );
  }
  const name = `lz_${context}`;
  const password = keptPassword(dataDir, name);
  const admin = new pg.Client({ connectionString: adminUrl, connectionTimeoutMillis: 10_000 });
  await admin.connect();
  try {
    await unlessThere(admin, `CREATE ROLE ${name}`);
    await admin.query(`ALTER ROLE ${name} LOGIN PASSWORD ${pg.escapeLiteral(password)}`);
    for (const [setting, value] of Object.entries(ROLE_SETTINGS)) {
      await admin.query(`ALTER ROLE ${name} SET ${setting} = '${value}'`);
    }
    const owned = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (owned.rowCount === 0) await createDatabase(admin, name);
    await admin.query(`REVOKE ALL ON DATABASE ${name} FROM PUBLIC`);
  } finally {
    await admin.end();
  }
  const url = new URL(adminUrl);
  url.username = name;
  url.password = password;
  url.pathname = `/${name}`;
  return { role: name, database: name, url: url.href };
}

async function createDatabase(admin: pg.Client, name: string): Promise<void> {
  const { rows } = await admin.query('SELECT rolsuper FROM pg_roles WHERE rolname = current_user');
  if (!rows[0]?.rolsuper) await admin.query(`GRANT ${name} TO CURRENT_USER`);
  await unlessThere(
    admin,
    `CREATE DATABASE ${name} OWNER ${name} TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER libc LOCALE 'C'`,
  );
}

async function unlessThere(admin: pg.Client, statement: string): Promise<void> {
  try {
    await admin.query(statement);
  } catch (error) {
    if (!THERE_ALREADY.has((error as pg.DatabaseError).code ?? '')) throw error;
  }
}
