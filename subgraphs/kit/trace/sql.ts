import type { Pool, PoolClient } from 'pg';
import { activeSpan, inSpan } from './span.ts';
import { withoutValues } from './statement.ts';

type Query = (...args: unknown[]) => unknown;

/** Of a query that is answered with a promise; null of one that is called back or read row by row. */
function textOf(args: readonly unknown[]): string | null {
  const [query] = args;
  if (typeof args.at(-1) === 'function') return null;
  if (typeof query === 'string') return query;
  const { text, submit } = (query ?? {}) as { readonly text?: unknown; readonly submit?: unknown };
  return typeof text === 'string' && submit === undefined ? text : null;
}

/** Makes each statement that is sent within a span a span of its own: its text without values. */
export function traceStatements(pool: Pool): void {
  pool.on('connect', (client: PoolClient) => {
    const query = client.query.bind(client) as Query;
    const traced: Query = (...args) => {
      const statement = activeSpan() && textOf(args);
      if (!statement) return query(...args);
      const text = withoutValues(statement);
      const name = /^\s*(\w+)/.exec(text)?.[1]?.toUpperCase() ?? 'SQL';
      const attributes = { 'db.system.name': 'postgresql', 'db.query.text': text };
      return inSpan(name, { kind: 'client', attributes }, async () => query(...args));
    };
    client.query = traced as PoolClient['query'];
  });
}
