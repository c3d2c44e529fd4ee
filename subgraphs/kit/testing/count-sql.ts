import type { MikroORM } from '@mikro-orm/postgresql';
import type pg from 'pg';

/** What was asked of a database while something ran. */
export interface SqlCount<T> {
  readonly result: T;
  /** In the order they were sent; without those that begin and end transactions. */
  readonly statements: readonly string[];
  /** How many of the statements name a table; one that names it twice counts once. */
  readonly tables: Readonly<Record<string, number>>;
}

type Query = (...args: unknown[]) => unknown;

const TRANSACTION = /^\s*(begin|start transaction|commit|rollback|savepoint|release)\b/i;

/** Runs something and tells which SQL statements the ORM's, or the pool's, connections sent meanwhile. */
export async function countSql<T>(source: MikroORM | pg.Pool, run: () => Promise<T>): Promise<SqlCount<T>> {
  const pool = await poolOf(source);
  const statements: string[] = [];
  const listened = new Set<pg.PoolClient>();
  const listen = (client: pg.PoolClient): void => {
    if (listened.has(client)) return;
    listened.add(client);
    const query = client.query.bind(client) as Query;
    const counted: Query = (...args) => {
      const text = textOf(args[0]);
      if (!TRANSACTION.test(text)) statements.push(text);
      return query(...args);
    };
    client.query = counted as typeof client.query;
  };
  pool.on('acquire', listen);
  try {
    const result = await run();
    return { result, statements, tables: perTable(statements) };
  } finally {
    pool.off('acquire', listen);
    for (const client of listened) Reflect.deleteProperty(client, 'query');
  }
}

async function poolOf(source: MikroORM | pg.Pool): Promise<pg.Pool> {
  return 'em' in source ? ((await source.em.getConnection().getNativeClient()) as unknown as pg.Pool) : source;
}

function textOf(query: unknown): string {
  return typeof query === 'string' ? query : String((query as { text?: unknown } | null)?.text ?? '');
}

function perTable(statements: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const statement of statements) {
    for (const table of tablesOf(statement)) counts[table] = (counts[table] ?? 0) + 1;
  }
  return counts;
}

const NAME = String.raw`(?:"[^"]+"|[a-z_][\w$]*)`;
const NOT_A_TABLE = new Set(['set', 'select', 'lateral', 'only', 'nothing', 'skip', 'nowait', 'of', 'values']);

/** The tables that a statement reads or writes, by their names without schema and quotes. */
export function tablesOf(statement: string): Set<string> {
  const sql = statement.replace(/'(?:[^']|'')*'/g, "''").replace(/\bextract\s*\([^)]*\)/gi, '');
  const own = new Set(
    [
      ...sql.matchAll(
        new RegExp(
          `(?:\\bwith(?: recursive)?|,)\\s+(${NAME})(?:\\s*\\([^)]*\\))?\\s+as\\s+(?:not )?(?:materialized )?\\(`,
          'gi',
        ),
      ),
    ].map((m) => bare(m[1]!)),
  );
  const named = [
    ...sql.matchAll(
      new RegExp(
        `(?<!distinct )\\b(?:from|join|using)\\s+(?:only\\s+)?((?:${NAME}\\.)?${NAME})(?!\\s*\\(|[\\w$."])`,
        'gi',
      ),
    ),
    ...sql.matchAll(
      new RegExp(
        `\\b(?:insert into|(?<!for |key |do )update|truncate(?: table)?|copy)\\s+(?:only\\s+)?((?:${NAME}\\.)?${NAME})`,
        'gi',
      ),
    ),
  ].map((match) => bare(match[1]!));
  return new Set(named.filter((name) => !own.has(name) && !NOT_A_TABLE.has(name)));
}

function bare(name: string): string {
  return name.split('.').at(-1)!.replaceAll('"', '').toLowerCase();
}
